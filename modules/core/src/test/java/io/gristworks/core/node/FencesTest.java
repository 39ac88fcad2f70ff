package io.gristworks.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FencesTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long SECOND_COORDINATOR = 2L << 32;

  private final Fences fences = new Fences();

  @Test
  void whatEarlierCoordinatorsGaveComesTooLateAndNothingElse() {
    fences.raise("b", SECOND_COORDINATOR, 0);
    assertThat(fences.keepsOut("b", SECOND_COORDINATOR, SECOND)).isTrue();
    assertThat(fences.keepsOut("b", (1L << 32) + 7, SECOND)).isTrue();
    assertThat(fences.keepsOut("b", SECOND_COORDINATOR + 1, SECOND)).isFalse();
    assertThat(fences.keepsOut("c", 1, SECOND)).isFalse();
  }

  @Test
  void aQuestionOfAnEarlierCoordinatorLowersNothing() {
    fences.raise("b", SECOND_COORDINATOR, 0);
    fences.raise("b", 1L << 32, SECOND);
    assertThat(fences.keepsOut("b", SECOND_COORDINATOR, 2 * SECOND)).isTrue();
  }

  @Test
  void anEarlierCoordinatorThatIsLeftIsServedAtLast() {
    fences.raise("b", SECOND_COORDINATOR, 0);
    assertThat(fences.keepsOut("b", 1, 30 * SECOND - 1)).isTrue();
    assertThat(fences.keepsOut("b", 1, 30 * SECOND)).isFalse();
  }

  @Test
  void onlySoManyBatchesAreRemembered() {
    for (int batch = 0; batch <= 10_000; batch++) {
      fences.raise("b" + batch, 9, 0);
    }
    assertThat(fences.keepsOut("b0", 1, SECOND)).isFalse();
    assertThat(fences.keepsOut("b10000", 1, SECOND)).isTrue();
  }
}
