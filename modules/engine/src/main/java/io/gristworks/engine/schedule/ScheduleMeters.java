package io.gristworks.engine.schedule;

import io.gristworks.core.schedule.ScheduleDecisions.Decision;
import io.gristworks.core.schedule.SkipReason;
import java.time.Duration;
import java.util.Locale;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Timer;

/** What is measured of schedules. Never tagged with one of them. Threads: any. */
final class ScheduleMeters {
  private static final Counter RUNS =
      Kamon.counter("gristworks.schedule.runs", "Batches submitted by schedules")
          .withTag("by", "cron");
  private static final Counter MISSED = skipped(SkipReason.MISFIRE);
  private static final Counter OVERLAPPED = skipped(SkipReason.OVERLAP);
  private static final Counter FAILED =
      Kamon.counter("gristworks.schedule.failed", "Runs of schedules that were refused")
          .withoutTags();
  private static final Timer LATENESS =
      Kamon.timer("gristworks.schedule.lateness", "From a due time to its batch being durable")
          .withoutTags();

  private ScheduleMeters() {}

  private static Counter skipped(SkipReason reason) {
    return Kamon.counter("gristworks.schedule.skipped", "Due times that were left out")
        .withTag("reason", reason.name().toLowerCase(Locale.ROOT));
  }

  static void decided(Decision decision) {
    MISSED.increment(decision.skippedByMisfire());
    OVERLAPPED.increment(decision.skippedByOverlap());
  }

  static void submitted(Duration late) {
    RUNS.increment();
    LATENESS.record(Math.max(0, late.toNanos()));
  }

  static void refused() {
    FAILED.increment();
  }
}
