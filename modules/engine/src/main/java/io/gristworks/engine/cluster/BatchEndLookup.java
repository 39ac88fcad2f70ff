package io.gristworks.engine.cluster;

import io.gristworks.core.batch.AwaitedEnd;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Status;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.engine.protocol.Cluster;
import io.gristworks.engine.protocol.CoordinatorReply;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Looks for a coordinator whether another batch has ended. For any number of threads. */
final class BatchEndLookup {
  private final Cluster cluster;

  BatchEndLookup(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * How the batch ended; empty while it goes on. One that is not there, or no more, counts as
   * cancelled: nobody can know what became of it.
   */
  CompletionStage<Optional<AwaitedEnd>> end(BatchId batch) {
    return cluster
        .status(batch)
        .thenApply(
            reply ->
                switch (reply) {
                  case CoordinatorReply.Standing(var status, _) -> end(status);
                  case CoordinatorReply.Refused _, CoordinatorReply.Retired _ ->
                      Optional.of(new AwaitedEnd(batch.value(), Status.CANCELLED, 0));
                });
  }

  private static Optional<AwaitedEnd> end(BatchStatus batch) {
    long failed = batch.jobs().stream().mapToLong(job -> job.counts().failed()).sum();
    return batch.status().isFinal()
        ? Optional.of(new AwaitedEnd(batch.id(), batch.status(), failed))
        : Optional.empty();
  }
}
