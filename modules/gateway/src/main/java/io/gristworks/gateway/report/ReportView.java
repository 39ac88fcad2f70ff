package io.gristworks.gateway.report;

import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.Counts;
import io.gristworks.core.view.JobStatus;
import io.gristworks.gateway.explain.ReasonText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What came of a batch or a job so far.
 *
 * @param queuedSeconds from acceptance to the first task handed out, whatever it waited for; absent
 *     where none was
 * @param runningSeconds from the first task handed out to the last outcome, or until now
 * @param attempts how many attempts have ended, and how many of them failed
 * @param tasksPerSecond outcomes over the running time
 * @param attemptMs how long attempts took, in milliseconds
 * @param jobs of a batch its jobs; of a job itself alone
 */
record ReportView(
    String id,
    String name,
    String status,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Double queuedSeconds,
    @Nullable Double runningSeconds,
    double busySeconds,
    Counts counts,
    AttemptCounts attempts,
    double tasksPerSecond,
    AttemptMs attemptMs,
    List<NodePart> nodes,
    List<JobPart> jobs) {
  record AttemptCounts(long total, long succeeded, long failed) {}

  record AttemptMs(double mean, double max) {}

  /** What one node did. */
  record NodePart(String node, long attempts, long failed, double busySeconds) {}

  /** One of the attempts that took longest. */
  record SlowAttempt(int task, int attempt, String outcome, double durationMs, String node) {}

  /**
   * Failures of one cause, with one of them in full.
   *
   * @param attempt the sample's; absent, as its detail and node, where no stored outcome tells
   */
  record ErrorPart(
      String id,
      String kind,
      @Nullable String pattern,
      long count,
      int sampleTask,
      @Nullable Integer attempt,
      String message,
      @Nullable String detail,
      @Nullable String node) {}

  /** One job. */
  record JobPart(
      String id,
      String job,
      String operation,
      String queue,
      String status,
      String reason,
      @Nullable Double queuedSeconds,
      @Nullable Double runningSeconds,
      double busySeconds,
      Counts counts,
      AttemptCounts attempts,
      double tasksPerSecond,
      AttemptMs attemptMs,
      long quarantined,
      SortedMap<String, Long> counters,
      List<SlowAttempt> slowest,
      List<ErrorPart> errors,
      List<NodePart> nodes) {
    static JobPart of(BatchStatus batch, JobStatus job, Tally tally, Instant now) {
      var running = seconds(job.startedAt(), job.finishedAt(), now);
      return new JobPart(
          batch.id() + "." + job.name(),
          job.name(),
          job.operation(),
          job.queue(),
          lower(job.status()),
          ReasonText.of(job.reason()),
          job.startedAt() == null ? null : seconds(batch.createdAt(), job.startedAt(), now),
          running,
          job.busyMicros() / 1e6,
          job.counts(),
          new AttemptCounts(tally.attempts(), tally.attempts() - tally.failed(), tally.failed()),
          rate(job.counts(), running),
          new AttemptMs(
              tally.attempts() == 0 ? 0 : tally.micros() / 1e3 / tally.attempts(),
              tally.mostMicros() / 1e3),
          job.detail().quarantined(),
          job.counters(),
          tally.slowest().stream().map(JobPart::slow).toList(),
          job.errors().stream().map(group -> error(group, tally.sample(group))).toList(),
          parts(tally.nodes()));
    }

    private static SlowAttempt slow(Tally.Attempt attempt) {
      return new SlowAttempt(
          attempt.task(),
          attempt.attempt(),
          attempt.succeeded() ? "succeeded" : "failed",
          attempt.micros() / 1e3,
          attempt.node());
    }

    private static ErrorPart error(
        io.gristworks.core.batch.ErrorGroup group, Tally.@Nullable Sample sample) {
      return new ErrorPart(
          group.id(),
          group.kind(),
          group.pattern().isEmpty() ? null : group.pattern(),
          group.count(),
          group.sampleTask(),
          sample == null ? null : sample.attempt(),
          group.sampleMessage(),
          sample == null ? null : sample.error().detail(),
          sample == null ? null : sample.node());
    }
  }

  static ReportView of(
      String id,
      BatchStatus batch,
      List<JobPart> jobs,
      Map<String, Tally.NodeTally> nodes,
      Instant now) {
    var started = batch.startedAt();
    var running = seconds(started, batch.finishedAt(), now);
    long attempts = jobs.stream().mapToLong(job -> job.attempts().total()).sum();
    long failed = jobs.stream().mapToLong(job -> job.attempts().failed()).sum();
    var micros = nodes.values().stream().mapToLong(Tally.NodeTally::micros).sum();
    return new ReportView(
        id,
        batch.name(),
        lower(batch.status()),
        batch.createdAt(),
        started,
        batch.finishedAt(),
        started == null ? null : seconds(batch.createdAt(), started, now),
        running,
        jobs.stream().mapToDouble(JobPart::busySeconds).sum(),
        batch.counts(),
        new AttemptCounts(attempts, attempts - failed, failed),
        rate(batch.counts(), running),
        new AttemptMs(
            attempts == 0 ? 0 : micros / 1e3 / attempts,
            jobs.stream().mapToDouble(job -> job.attemptMs().max()).max().orElse(0)),
        parts(nodes),
        jobs);
  }

  private static List<NodePart> parts(Map<String, Tally.NodeTally> nodes) {
    return nodes.entrySet().stream()
        .map(
            node ->
                new NodePart(
                    node.getKey(),
                    node.getValue().attempts(),
                    node.getValue().failed(),
                    node.getValue().micros() / 1e6))
        .toList();
  }

  private static double rate(Counts counts, @Nullable Double running) {
    return running == null || running <= 0 ? 0 : (counts.succeeded() + counts.failed()) / running;
  }

  private static @Nullable Double seconds(
      @Nullable Instant from, @Nullable Instant to, Instant now) {
    return from == null
        ? null
        : (Double) (Duration.between(from, to == null ? now : to).toMillis() / 1e3);
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
