package io.gristworks.engine.cluster;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.engine.coordinator.CoordinatorPorts;
import io.gristworks.store.checkpoint.Checkpoints;
import io.gristworks.store.segment.SegmentStore;
import io.gristworks.store.view.BatchViews;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The coordinators' rows in the database, written on threads that may wait. */
final class StoredRecords implements CoordinatorPorts.Records {
  private final SegmentStore segments;
  private final BatchViews views;
  private final Checkpoints checkpoints;
  private final Executor waiting;

  StoredRecords(
      SegmentStore segments, BatchViews views, Checkpoints checkpoints, Executor waiting) {
    this.segments = segments;
    this.views = views;
    this.checkpoints = checkpoints;
    this.waiting = waiting;
  }

  @Override
  public CompletionStage<Void> writeView(BatchStatus status) {
    return CompletableFuture.runAsync(() -> views.write(status), waiting);
  }

  @Override
  public CompletionStage<Void> adopt(String upload) {
    return CompletableFuture.runAsync(() -> segments.adopt(upload), waiting);
  }

  @Override
  public CompletionStage<Void> sweepOutcomes(BatchId batch, Set<UUID> accepted) {
    return CompletableFuture.runAsync(
        () -> {
          segments.deleteOutcomesExcept(batch, accepted);
          checkpoints.deleteAll(batch);
        },
        waiting);
  }
}
