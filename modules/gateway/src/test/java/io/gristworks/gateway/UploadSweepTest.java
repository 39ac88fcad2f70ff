package io.gristworks.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchId;
import io.gristworks.gateway.sweep.UploadSweep;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class UploadSweepTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final BatchId BATCH = new BatchId("b00000000000000000000");

  @Test
  void orphansGoWhatIsOwnedStaysAndDoubtWaits() {
    var store = new MemoryStore();
    for (var upload : new String[] {"orphan", "owned", "doubtful", "adopted"}) {
      store.openUpload(upload, BATCH, NOON.minus(Duration.ofHours(2)));
    }
    store.openUpload("young", BATCH, NOON.minus(Duration.ofMinutes(50)));
    store.adopt("adopted");
    var sweep =
        new UploadSweep(
            store,
            (_, upload) ->
                upload.equals("doubtful")
                    ? CompletableFuture.failedFuture(new IllegalStateException("no answer"))
                    : CompletableFuture.completedFuture(upload.equals("owned")),
            UploadSweep.USUAL_AGE);
    assertThat(sweep.sweep(NOON)).isEqualTo(new UploadSweep.Swept(1, 1, 1));
    assertThat(store.uploads).containsOnlyKeys("owned", "doubtful", "adopted", "young");
    assertThat(store.adopted).containsExactlyInAnyOrder("owned", "adopted");
    assertThat(sweep.sweep(NOON)).isEqualTo(new UploadSweep.Swept(0, 0, 1));
  }

  @Test
  void whatNobodyCanTellOfHidesNothingBehindIt() {
    var store = new MemoryStore();
    for (int at = 0; at < 250; at++) {
      store.openUpload("doubtful-" + at, BATCH, NOON.minus(Duration.ofHours(9)));
    }
    store.openUpload("orphan", BATCH, NOON.minus(Duration.ofHours(2)));
    var sweep =
        new UploadSweep(
            store,
            (_, upload) ->
                upload.equals("orphan")
                    ? CompletableFuture.completedFuture(false)
                    : CompletableFuture.failedFuture(new IllegalStateException("no answer")),
            UploadSweep.USUAL_AGE);
    int undecided = 0;
    for (int times = 0; times < 3; times++) {
      undecided += sweep.sweep(NOON).undecided();
    }
    assertThat(undecided).as("each was asked about once").isEqualTo(250);
    assertThat(store.uploads).doesNotContainKey("orphan").hasSize(250);
    assertThat(sweep.sweep(NOON).undecided()).as("from the beginning again").isPositive();
  }
}
