package io.gristworks.core.node;

import static io.gristworks.core.node.AbandonedThreads.Verdict.RESTART;
import static io.gristworks.core.node.AbandonedThreads.Verdict.TAKE_NO_MORE;
import static io.gristworks.core.node.AbandonedThreads.Verdict.WORK;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AbandonedThreadsTest {
  private final AbandonedThreads threads = new AbandonedThreads(2, Duration.ofNanos(100));

  @Test
  void asManyAsThereMayBeStopNothing() {
    assertThat(threads.count(2, 0)).isEqualTo(WORK);
    assertThat(threads.count(2, 1_000)).isEqualTo(WORK);
    assertThat(threads.areTooMany()).isFalse();
  }

  @Test
  void withMoreTheNodeTakesNothingAndIsRestartedAfterTheGrace() {
    assertThat(threads.count(3, 1_000)).isEqualTo(TAKE_NO_MORE);
    assertThat(threads.count(9, 1_099)).isEqualTo(TAKE_NO_MORE);
    assertThat(threads.areTooMany()).isTrue();
    assertThat(threads.count(3, 1_100)).isEqualTo(RESTART);
  }

  @Test
  void ifEnoughEndInTimeItWorksOnAndTheGraceBeginsAnewNextTime() {
    assertThat(threads.count(3, 0)).isEqualTo(TAKE_NO_MORE);
    assertThat(threads.count(2, 90)).isEqualTo(WORK);
    assertThat(threads.count(3, 110)).isEqualTo(TAKE_NO_MORE);
    assertThat(threads.count(3, 209)).isEqualTo(TAKE_NO_MORE);
    assertThat(threads.count(3, 210)).isEqualTo(RESTART);
  }
}
