package io.gristworks.engine.retention;

import io.gristworks.core.retention.BatchPart;
import io.gristworks.core.retention.PurgeRun;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Timer;
import kamon.tag.TagSet;

/** What is measured of purges. Never tagged with a batch. */
final class PurgeMeters {
  private static final Counter PURGED = batches("purged");
  private static final Counter KEPT = batches("kept");
  private static final Counter FAILED = batches("failed");
  private static final Timer STEP =
      Kamon.timer("gristworks.retention.step", "Time of one step, which is one transaction")
          .withoutTags();

  private PurgeMeters() {}

  private static Counter batches(String outcome) {
    return Kamon.counter("gristworks.retention.batches", "Batches looked at, by what came of it")
        .withTags(TagSet.of("outcome", outcome));
  }

  static void stepped(BatchPart part, int rows, long nanos) {
    STEP.record(nanos);
    Kamon.counter("gristworks.retention.rows", "Rows deleted, by what they held")
        .withTags(TagSet.of("part", part.name().toLowerCase(java.util.Locale.ROOT)))
        .increment(rows);
  }

  static void ended(PurgeRun.Sum sum) {
    PURGED.increment(sum.purged());
    KEPT.increment(sum.kept());
    FAILED.increment(sum.failed());
  }
}
