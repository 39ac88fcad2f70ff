package io.gristworks.engine.pool;

import io.gristworks.core.view.QueueStatus;
import java.util.List;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Gauge;
import kamon.metric.MeasurementUnit;
import kamon.metric.Timer;

/** What a pool shows of itself. Threads: any. */
final class PoolMeters {
  private static final String TAG = "queue";

  private final Gauge pendingTasks;
  private final Gauge backlogSeconds;
  private final Gauge oldestWaitSeconds;
  private final Gauge leasedTasks;
  private final Gauge desiredWorkers;
  private final Counter grants;
  private final Timer decision;

  private final LimitMeters limitMeters;

  PoolMeters(String queue) {
    limitMeters = new LimitMeters(queue);
    pendingTasks =
        Kamon.gauge("gristworks.queue.pending_tasks", "Tasks waiting to be handed out")
            .withTag(TAG, queue);
    backlogSeconds =
        Kamon.gauge(
                "gristworks.queue.backlog_seconds",
                "Expected work in the waiting tasks, on one worker",
                MeasurementUnit.time().seconds())
            .withTag(TAG, queue);
    oldestWaitSeconds =
        Kamon.gauge(
                "gristworks.queue.oldest_wait_seconds",
                "How long the job that waits longest has had no grant",
                MeasurementUnit.time().seconds())
            .withTag(TAG, queue);
    leasedTasks =
        Kamon.gauge("gristworks.queue.leased_tasks", "Tasks that are handed out")
            .withTag(TAG, queue);
    desiredWorkers =
        Kamon.gauge(
                "gristworks.pool.desired_workers",
                "Workers that would do what is known in the wished time")
            .withTag(TAG, queue);
    grants =
        Kamon.counter("gristworks.pool.grants", "Grants and rebalances asked for")
            .withTag(TAG, queue);
    decision =
        Kamon.timer("gristworks.pool.decision", "Time of one decision of the pool")
            .withTag(TAG, queue);
  }

  void decided(long nanos) {
    decision.record(nanos);
  }

  void granted() {
    grants.increment();
  }

  void stands(QueueStatus status) {
    pendingTasks.update((double) status.pendingTasks());
    backlogSeconds.update(status.backlogSeconds());
    oldestWaitSeconds.update(status.oldestWaitSeconds());
    leasedTasks.update((double) status.load().leasedTasks());
    desiredWorkers.update((double) status.load().desiredWorkers());
    limitMeters.stand(status.load().limits());
  }

  /** The pool is elsewhere or at rest: what it last showed must not stand for ever. */
  void close() {
    pendingTasks.remove();
    backlogSeconds.remove();
    oldestWaitSeconds.remove();
    leasedTasks.remove();
    desiredWorkers.remove();
    limitMeters.stand(List.of());
  }
}
