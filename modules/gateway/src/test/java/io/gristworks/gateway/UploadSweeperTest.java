package io.gristworks.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.retention.UploadSweep.Swept;
import io.gristworks.gateway.sweep.UploadSweeper;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class UploadSweeperTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final BatchId BATCH = new BatchId("b00000000000000000000");
  private static final Duration AGE = Duration.ofHours(1);
  private static final Duration BETWEEN = Duration.ofMinutes(15);

  private Instant steady = Instant.EPOCH;

  private Swept look(UploadSweeper sweeper) {
    steady = steady.plus(BETWEEN);
    return sweeper.sweep(steady);
  }

  @Test
  void orphansGoWhatIsOwnedStaysAndDoubtWaits() {
    var store = new MemoryStore();
    for (var upload : new String[] {"orphan", "owned", "doubtful", "adopted"}) {
      store.openUpload(upload, BATCH, NOON);
    }
    store.adopt("adopted");
    var sweeper =
        new UploadSweeper(
            store,
            (_, upload) ->
                upload.equals("doubtful")
                    ? CompletableFuture.failedFuture(new IllegalStateException("no answer"))
                    : CompletableFuture.completedFuture(upload.equals("owned")),
            AGE);
    for (int looks = 0; looks < 4; looks++) {
      assertThat(look(sweeper)).isEqualTo(new Swept(0, 0, 0));
    }
    store.openUpload("young", BATCH, NOON.minus(Duration.ofDays(1)));
    assertThat(look(sweeper)).isEqualTo(new Swept(1, 1, 1));
    assertThat(store.uploads).containsOnlyKeys("owned", "doubtful", "adopted", "young");
    assertThat(store.adopted).containsExactlyInAnyOrder("owned", "adopted");
    assertThat(look(sweeper)).isEqualTo(new Swept(0, 0, 1));
  }
}
