package io.gristworks.gateway.report;

import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A report to be read by people. */
final class ReportText {
  private static final int DETAIL_LINES = 8;

  private final StringBuilder text = new StringBuilder();

  private ReportText() {}

  static String of(ReportView report) {
    var page = new ReportText();
    page.write(report);
    return page.text.toString();
  }

  @SuppressWarnings("AnnotateFormatMethod") // a dependency for one private method
  private void line(String form, @Nullable Object... values) {
    text.append(String.format(Locale.ROOT, form, values)).append('\n');
  }

  private void write(ReportView report) {
    line("%s  %s  %s", report.id(), report.name(), report.status());
    line("  accepted  %s", report.createdAt().truncatedTo(ChronoUnit.SECONDS));
    line(
        "  times     %s in queue, %s running, %s of work",
        time(report.queuedSeconds()), time(report.runningSeconds()), time(report.busySeconds()));
    counts(report.counts(), report.attempts(), report.tasksPerSecond());
    for (var node : report.nodes()) {
      line(
          "  node      %s: %,d attempts, %,d failed, %s of work",
          node.node(), node.attempts(), node.failed(), time(node.busySeconds()));
    }
    report.jobs().forEach(this::job);
  }

  private void counts(
      io.gristworks.core.view.Counts counts, ReportView.AttemptCounts attempts, double rate) {
    line(
        "  tasks     %,d: %,d succeeded, %,d failed, %,d cancelled, %,d unfinished",
        counts.total(),
        counts.succeeded(),
        counts.failed(),
        counts.cancelled(),
        counts.total() - counts.completed());
    line("  attempts  %,d: %,d failed", attempts.total(), attempts.failed());
    line("  rate      %,.1f tasks/s", rate);
  }

  private void job(ReportView.JobPart job) {
    line("");
    line("job %s  %s in queue %s  %s", job.job(), job.operation(), job.queue(), job.status());
    line("  %s", job.reason());
    line(
        "  times     %s in queue, %s running, %s of work",
        time(job.queuedSeconds()), time(job.runningSeconds()), time(job.busySeconds()));
    counts(job.counts(), job.attempts(), job.tasksPerSecond());
    line(
        "  attempt   %,.1f ms on average, %,.1f ms at most",
        job.attemptMs().mean(), job.attemptMs().max());
    if (job.quarantined() > 0) {
      line("  poison    %,d tasks are quarantined: nodes died that ran them", job.quarantined());
    }
    job.counters().forEach((name, count) -> line("  counted   %s %,d", name, count));
    for (var slow : job.slowest()) {
      line(
          "  slow      task %d, attempt %d: %,.1f ms on %s, %s",
          slow.task(), slow.attempt(), slow.durationMs(), slow.node(), slow.outcome());
    }
    job.errors().forEach(this::error);
  }

  private void error(ReportView.ErrorPart error) {
    line("  error     %s, %,d times", error.id(), error.count());
    line("            task %d: %s", error.sampleTask(), error.message());
    var detail = error.detail();
    if (detail != null) {
      detail
          .lines()
          .limit(DETAIL_LINES)
          .forEach(each -> line("              %s", each.stripTrailing().replace("\t", "  ")));
    }
  }

  private static String time(@Nullable Double seconds) {
    if (seconds == null) {
      return "-";
    }
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? whole / 60 + " min " + whole % 60 + " s"
        : whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }
}
