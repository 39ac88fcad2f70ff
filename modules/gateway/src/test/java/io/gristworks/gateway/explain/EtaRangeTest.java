package io.gristworks.gateway.explain;

import static io.gristworks.gateway.explain.Scene.NOON;
import static io.gristworks.gateway.explain.Scene.queue;
import static io.gristworks.gateway.explain.Scene.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.Pause;
import io.gristworks.core.batch.PauseReason;
import io.gristworks.core.batch.Status;
import io.gristworks.core.view.Counts;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EtaRangeTest {
  private final Scene scene = new Scene();

  private Optional<EtaRange> eta() {
    return EtaRange.of(scene.batch(), scene.job(), scene.queues, NOON);
  }

  @Test
  void theMoreHasEndedTheNarrowerItIs() {
    scene.rate = 10;
    scene.counts = new Counts(204, 200, 0, 0, 4, 0, 0);
    assertThat(eta()).contains(new EtaRange(20 / 1.5, 20 * 1.5));
    scene.counts = new Counts(10_200, 200, 0, 0, 10_000, 0, 0);
    assertThat(eta()).contains(new EtaRange(20 / 1.12, 20 * 1.12));
    assertThat(EtaRange.atRate(scene.job())).isEqualTo(eta());
  }

  @Test
  void withoutARateWhatWaitsAheadIsReckoned() {
    scene.counts = new Counts(20, 10, 0, 0, 10, 0, 0);
    scene.attempts = 10;
    scene.busyMicros = 20_000_000; // 2 s each
    assertThat(eta()).as("no queue is known").isEmpty();
    scene.queues.add(queue(60, waiting("b7", 0, 16, 100)));
    assertThat(eta()).as("on 4 workers").contains(new EtaRange(5, 20));
  }

  @Test
  void whatIsWaitedForComesFirst() {
    scene.rate = 10;
    scene.status = Status.RUNNING;
    scene.counts = new Counts(10_200, 200, 0, 0, 10_000, 0, 0);
    scene.others.add(scene.job("fetch"));
    scene.after = List.of("fetch");
    assertThat(eta()).contains(new EtaRange(2 * 20 / 1.12, 2 * 20 * 1.12));
    assertThat(EtaRange.of(scene.batch(), scene.queues, NOON)).isEqualTo(eta());
    scene.startAt = NOON.plusSeconds(100);
    assertThat(eta().orElseThrow().lowSeconds()).isEqualTo(100 + 20 / 1.12);
  }

  @Test
  void nobodyKnowsWhenAPauseEnds() {
    scene.rate = 10;
    scene.paused = new Pause(new PauseReason.Asked("ana", ""), NOON);
    assertThat(eta()).isEmpty();
  }
}
