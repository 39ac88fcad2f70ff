package io.gristworks.core.view;

import io.gristworks.core.batch.Awaited;
import io.gristworks.core.batch.CancelReason;
import io.gristworks.core.batch.ErrorGroup;
import io.gristworks.core.batch.Pause;
import io.gristworks.core.batch.PauseReason;
import io.gristworks.core.task.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes a batch's status fit into a message: of a batch with many jobs, sentences and lists are cut
 * off, and of errors and counters each job has its share of what there is room for. What is exact,
 * counts and times, stays whole.
 */
public final class StatusSize {
  /** The errors and counters of all jobs together have so many bytes at most. */
  private static final int DETAILS_MAX = 384 << 10;

  /** A sentence has so many bytes, divided by the number of jobs; but not less than the least. */
  private static final int SENTENCES_MAX = 128 << 10;

  private static final int SENTENCE_LEAST = 100;
  private static final int SENTENCE_MOST = 2_000;

  /** What an error group or a counter takes beside its texts, at most. */
  private static final int GROUP = 140;

  private static final int COUNTER = 12;

  /** What one job that is waited for takes, about. */
  private static final int AWAITED = 100;

  private StatusSize() {}

  /** The same, where it fits; else with less detail. */
  public static BatchStatus fitting(BatchStatus status) {
    int jobs = Math.max(1, status.jobs().size());
    int sentence = Math.clamp(SENTENCES_MAX / jobs, SENTENCE_LEAST, SENTENCE_MOST);
    long details = status.jobs().stream().mapToLong(StatusSize::details).sum();
    int share = details <= DETAILS_MAX ? Integer.MAX_VALUE : DETAILS_MAX / jobs;
    return new BatchStatus(
        status.id(),
        status.tenant(),
        status.name(),
        status.labels(),
        status.status(),
        status.createdAt(),
        status.startedAt(),
        status.finishedAt(),
        status.revision(),
        status.jobs().stream().map(job -> fitting(job, sentence, share)).toList(),
        status.waitingFor());
  }

  private static long details(JobStatus job) {
    long bytes = 0;
    for (var group : job.errors()) {
      bytes += bytes(group);
    }
    for (var name : job.counters().keySet()) {
      bytes += COUNTER + name.length();
    }
    return bytes;
  }

  private static long bytes(ErrorGroup group) {
    return GROUP
        + (long) Text.bytes(group.kind())
        + Text.bytes(group.sampleMessage())
        + Text.bytes(group.pattern());
  }

  private static JobStatus fitting(JobStatus job, int sentence, int share) {
    return new JobStatus(
        job.name(),
        job.operation(),
        job.queue(),
        job.priority(),
        job.after(),
        job.status(),
        reason(job.reason(), sentence),
        job.counts(),
        job.startedAt(),
        job.finishedAt(),
        job.attempts(),
        job.busyMicros(),
        job.tasksPerSecond(),
        job.etaSeconds(),
        share == Integer.MAX_VALUE ? job.counters() : counters(job.counters(), share / 2),
        share == Integer.MAX_VALUE ? job.errors() : errors(job.errors(), share / 2),
        fitting(job.detail(), sentence));
  }

  private static SortedMap<String, Long> counters(SortedMap<String, Long> all, int share) {
    var kept = new TreeMap<String, Long>();
    int bytes = 0;
    for (var counter : all.entrySet()) {
      bytes += COUNTER + counter.getKey().length();
      if (bytes > share) {
        break;
      }
      kept.put(counter.getKey(), counter.getValue());
    }
    return kept;
  }

  /** The first of them; a sample is cut off where that lets in its group. */
  private static List<ErrorGroup> errors(List<ErrorGroup> all, int share) {
    var kept = new ArrayList<ErrorGroup>();
    long left = share;
    for (var group : all) {
      long texts = Math.max(0, left - GROUP - Text.bytes(group.kind())) / 2;
      if (texts < SENTENCE_LEAST && bytes(group) > left) {
        break;
      }
      var cut = bytes(group) > left ? cut(group, (int) texts) : group;
      left -= bytes(cut);
      kept.add(cut);
    }
    return kept;
  }

  private static ErrorGroup cut(ErrorGroup group, int most) {
    return new ErrorGroup(
        group.kind(),
        group.count(),
        group.sampleTask(),
        Text.cut(group.sampleMessage(), most),
        group.pattern(),
        group.firstSeen(),
        group.lastSeen());
  }

  private static JobReason reason(JobReason reason, int sentence) {
    return switch (reason) {
      case JobReason.Cancelled(var why) -> new JobReason.Cancelled(cut(why, sentence));
      case JobReason.Cancelling(var why) -> new JobReason.Cancelling(cut(why, sentence));
      case JobReason.Paused(var pause) -> new JobReason.Paused(cut(pause, sentence));
      case JobReason.Waiting(var awaited) -> new JobReason.Waiting(first(awaited, sentence));
      case JobReason.AllSucceeded _,
          JobReason.SomeFailed _,
          JobReason.AllFailed _,
          JobReason.Skipped _,
          JobReason.Open _,
          JobReason.StartsAt _,
          JobReason.WithWorkers _,
          JobReason.WaitsForWorker _,
          JobReason.WaitsForRetry _,
          JobReason.WaitsForResults _ ->
          reason;
    };
  }

  private static CancelReason cut(CancelReason why, int sentence) {
    return why instanceof CancelReason.Asked(var text)
        ? new CancelReason.Asked(Text.cut(text, sentence))
        : why;
  }

  private static Pause cut(Pause pause, int sentence) {
    return pause.reason() instanceof PauseReason.Asked(var by, var text)
        ? new Pause(
            new PauseReason.Asked(Text.cut(by, sentence), Text.cut(text, sentence)), pause.at())
        : pause;
  }

  /** One of them at least. */
  private static List<Awaited> first(List<Awaited> all, int sentence) {
    return all.subList(0, Math.min(all.size(), Math.max(1, sentence / AWAITED)));
  }

  private static JobDetail fitting(JobDetail detail, int sentence) {
    var pause = detail.paused();
    return new JobDetail(
        pause == null ? null : cut(pause, sentence),
        detail.skipReason(),
        first(detail.waitingFor(), sentence),
        detail.startAt(),
        detail.deadline(),
        detail.limits(),
        detail.suspects(),
        detail.quarantined(),
        detail.canary());
  }
}
