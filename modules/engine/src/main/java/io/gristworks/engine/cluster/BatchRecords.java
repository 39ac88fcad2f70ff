package io.gristworks.engine.cluster;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Reports.StoredReport;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.worker.SegmentIds;
import io.gristworks.engine.coordinator.CoordinatorPorts;
import io.gristworks.store.checkpoint.Checkpoints;
import io.gristworks.store.segment.SegmentStore;
import io.gristworks.store.segment.StoredReports;
import io.gristworks.store.view.BatchViews;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/** The coordinators' rows in the database, written on threads that may wait. */
final class BatchRecords implements CoordinatorPorts.Records {
  private final SegmentStore segments;
  private final BatchViews views;
  private final Checkpoints checkpoints;
  private final Executor waiting;
  private final InstantSource clock;
  private final RandomGenerator random;

  BatchRecords(Engine.Means means) {
    this.segments = means.segments();
    this.views = means.views();
    this.checkpoints = means.checkpoints();
    this.waiting = means.waiting();
    this.clock = means.clock();
    this.random = means.random();
  }

  @Override
  public CompletionStage<Done> writeView(BatchStatus status) {
    return written(() -> views.write(status));
  }

  @Override
  public CompletionStage<Done> adopt(String upload) {
    return written(() -> segments.adopt(upload));
  }

  @Override
  public CompletionStage<InputPart> derive(BatchId batch, int job, List<SegmentRef> results) {
    return CompletableFuture.supplyAsync(
        () -> {
          var now = clock.instant();
          var upload = "d" + SegmentIds.fresh(now, random).toString().replace("-", "");
          return new TaskDerivation(segments, batch, upload).store(job, results, now);
        },
        waiting);
  }

  @Override
  public CompletionStage<List<UUID>> listSegments(BatchId batch, @Nullable UUID after, int limit) {
    return CompletableFuture.supplyAsync(() -> segments.listOutcomes(batch, after, limit), waiting);
  }

  @Override
  public CompletionStage<List<StoredReport>> readSegments(BatchId batch, List<UUID> stored) {
    return CompletableFuture.supplyAsync(
        () -> segments.readOutcomes(batch, stored).stream().map(StoredReports::of).toList(),
        waiting);
  }

  @Override
  public CompletionStage<Done> deleteSegments(BatchId batch, List<UUID> unwanted) {
    return written(() -> segments.deleteOutcomes(batch, unwanted));
  }

  @Override
  public CompletionStage<Done> deleteCheckpoints(BatchId batch, long leasesBefore) {
    return written(() -> checkpoints.deleteBefore(batch, leasesBefore));
  }

  private CompletionStage<Done> written(Runnable write) {
    return CompletableFuture.runAsync(write, waiting).thenApply(_ -> Done.getInstance());
  }
}
