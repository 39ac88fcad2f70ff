package io.gristworks.simulation.check;

import io.gristworks.core.batch.AwaitedEnd;
import io.gristworks.core.batch.BatchDependency;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.Condition;
import io.gristworks.core.batch.Status;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** I20: how one batch has ended, each time it did, and how those did that it waits for. */
final class BatchEndOracle {
  private final Set<AwaitedEnd> endings = new HashSet<>();

  /** By what is written here. */
  private final Map<String, AwaitedEnd> awaited = new HashMap<>(); // asked by key only

  /** The batch itself has ended. */
  void ended(String batch, List<JobOracle> jobs) {
    var statuses = jobs.stream().map(JobOracle::status).toList();
    long failed = jobs.stream().mapToLong(JobOracle::failed).sum();
    endings.add(new AwaitedEnd(batch, Status.of(statuses, false), failed));
  }

  /** Whether it has ever ended like that. */
  boolean hasEnded(AwaitedEnd end) {
    return endings.contains(end);
  }

  /** It is written that another one has ended: the first time it is told of counts. */
  void otherEnded(AwaitedEnd end) {
    awaited.putIfAbsent(end.batch(), end);
  }

  /** Whether all that it waits for have ended as it needs them. */
  boolean areOver(BatchSpec spec) {
    return spec.afterBatches().stream().allMatch(this::isOver);
  }

  private boolean isOver(BatchDependency needed) {
    var end = awaited.get(needed.batch());
    return end != null && holds(needed.condition(), end.status(), end.failed());
  }

  /** Whether what ended so may be followed by what waits for it. */
  static boolean holds(Condition condition, Status ended, long failed) {
    return switch (condition) {
      case SUCCEEDED -> ended == Status.COMPLETED && failed == 0;
      case COMPLETED -> ended == Status.COMPLETED || ended == Status.FAILED;
      case FAILED -> failed > 0;
    };
  }
}
