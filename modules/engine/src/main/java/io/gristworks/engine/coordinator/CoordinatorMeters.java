package io.gristworks.engine.coordinator;

import java.util.concurrent.TimeUnit;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Timer;
import kamon.tag.TagSet;

/** What is measured of coordinators. Never tagged with a batch, a job or a task. */
final class CoordinatorMeters {
  private static final Timer JOURNAL =
      Kamon.timer("gristworks.journal.latency", "From an event decided to the event written")
          .withoutTags();
  private static final Counter SUCCEEDED = outcome("succeeded");
  private static final Counter FAILED = outcome("failed");
  private static final Counter RETRIED = outcome("retried");
  private static final Counter CANCELLED = outcome("cancelled");
  private static final Counter TAKEN_BACK =
      Kamon.counter("gristworks.tasks.taken_back", "Tasks taken back from a node for another")
          .withoutTags();

  private CoordinatorMeters() {}

  private static Counter outcome(String outcome) {
    return Kamon.counter("gristworks.outcomes", "Attempts counted by coordinators, by outcome")
        .withTags(TagSet.of("outcome", outcome));
  }

  static void journalled(long nanos) {
    JOURNAL.record(nanos, TimeUnit.NANOSECONDS);
  }

  static void outcomes(long succeeded, long failed, long retried) {
    SUCCEEDED.increment(succeeded);
    FAILED.increment(failed);
    RETRIED.increment(retried);
  }

  static void cancelled(long tasks) {
    CANCELLED.increment(tasks);
  }

  static void takenBack(long tasks) {
    TAKEN_BACK.increment(tasks);
  }
}
