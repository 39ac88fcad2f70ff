package io.gristworks.engine.pool;

import io.gristworks.core.view.QueueStatus;
import io.gristworks.core.view.QueueStatus.LimitUse;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Gauge;
import kamon.metric.MeasurementUnit;
import kamon.metric.Timer;

/** What the pool shows of itself. Threads: any. */
final class PoolMeters {
  private static final String TAG = "queue";

  private static final Counter GRANTS =
      Kamon.counter("gristworks.pool.grants", "Grants and rebalances asked for").withoutTags();
  private static final Timer DECISION =
      Kamon.timer("gristworks.pool.decision", "Time of one decision of the pool").withoutTags();

  private record Gauges(
      Gauge pendingTasks,
      Gauge backlogSeconds,
      Gauge oldestWaitSeconds,
      Gauge leasedTasks,
      Gauge desiredWorkers) {
    static Gauges of(String queue) {
      return new Gauges(
          Kamon.gauge("gristworks.queue.pending_tasks", "Tasks waiting to be handed out")
              .withTag(TAG, queue),
          Kamon.gauge(
                  "gristworks.queue.backlog_seconds",
                  "Expected work in the waiting tasks, on one worker",
                  MeasurementUnit.time().seconds())
              .withTag(TAG, queue),
          Kamon.gauge(
                  "gristworks.queue.oldest_wait_seconds",
                  "How long the job that waits longest has had no grant",
                  MeasurementUnit.time().seconds())
              .withTag(TAG, queue),
          Kamon.gauge("gristworks.queue.leased_tasks", "Tasks that are handed out")
              .withTag(TAG, queue),
          Kamon.gauge(
                  "gristworks.pool.desired_workers",
                  "Workers that would do what is known in the wished time")
              .withTag(TAG, queue));
    }

    void stand(QueueStatus status) {
      pendingTasks.update((double) status.pendingTasks());
      backlogSeconds.update(status.backlogSeconds());
      oldestWaitSeconds.update(status.oldestWaitSeconds());
      leasedTasks.update((double) status.load().leasedTasks());
      desiredWorkers.update((double) status.load().desiredWorkers());
    }

    void remove() {
      pendingTasks.remove();
      backlogSeconds.remove();
      oldestWaitSeconds.remove();
      leasedTasks.remove();
      desiredWorkers.remove();
    }
  }

  private final Map<String, Gauges> queues = new HashMap<>();
  private final LimitMeters limits = new LimitMeters();

  void decided(long nanos) {
    DECISION.record(nanos);
  }

  void granted() {
    GRANTS.increment();
  }

  /** Shows these queues, and no others. */
  void stands(List<QueueStatus> statuses) {
    var gone = new HashMap<>(queues);
    var uses = new LinkedHashSet<LimitUse>();
    for (var status : statuses) {
      gone.remove(status.queue());
      queues.computeIfAbsent(status.queue(), Gauges::of).stand(status);
      uses.addAll(status.load().limits());
    }
    gone.forEach(
        (queue, gauges) -> {
          gauges.remove();
          queues.remove(queue);
        });
    limits.stand(List.copyOf(uses));
  }

  /** The pool is elsewhere: what it last showed must not stand for ever. */
  void close() {
    stands(List.of());
  }
}
