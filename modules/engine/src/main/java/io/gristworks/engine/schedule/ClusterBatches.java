package io.gristworks.engine.schedule;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchId;
import io.gristworks.engine.protocol.Cluster;
import io.gristworks.engine.protocol.CoordinatorReply;

/** Runs as their coordinators know them. */
public record ClusterBatches(Cluster cluster) implements SchedulePorts.Batches {
  @Override
  public boolean goesOn(BatchId batch) {
    return switch (cluster.status(batch).toCompletableFuture().join()) {
      case CoordinatorReply.Standing(var status, _) -> !status.status().isFinal();
      case CoordinatorReply.Refused _, CoordinatorReply.Retired _ -> false;
    };
  }

  @Override
  public void cancel(BatchId batch, String reason) {
    var cancel = new BatchCommand.Cancel(null, reason, null);
    cluster.control(batch, cancel).toCompletableFuture().join();
  }
}
