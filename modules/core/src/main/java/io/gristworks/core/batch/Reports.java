package io.gristworks.core.batch;

import io.gristworks.core.batch.BatchEvent.JobOutcomes;
import io.gristworks.core.batch.BatchEvent.OutcomesAccepted;
import io.gristworks.core.batch.BatchEvent.Retry;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.roaringbitmap.RoaringBitmap;

/**
 * Counts the reports of worker nodes: any number of them into one event, each of them whole or not
 * at all. A report with a task that has its outcome already is refused whole, naming those tasks,
 * so that each accepted segment holds each attempt exactly once and counters stay exact. So is one
 * whose segment was discarded, naming all of its tasks: what it tells of may be gone.
 *
 * <p>Cost: O(1) bitmap operations for a report, whatever it holds. One use for one gathering.
 */
public final class Reports {
  private final Batch batch;
  private final IntFunction<Instant> startedAt;
  private final Instant now;
  private final RandomGenerator jitter;
  private final Map<Integer, RoaringBitmap> taken = new HashMap<>();
  private final Map<String, String> patterns = new HashMap<>();
  private final List<JobOutcomes> accepted = new ArrayList<>();

  /**
   * Begins to count.
   *
   * @param startedAt when the first task of a job was handed out
   */
  public Reports(Batch batch, IntFunction<Instant> startedAt, Instant now, RandomGenerator jitter) {
    this.batch = batch;
    this.startedAt = startedAt;
    this.now = now;
    this.jitter = jitter;
  }

  /**
   * What one node tells of one job.
   *
   * @param segment where the outcomes are stored
   */
  public record JobReport(
      int job,
      SegmentRef segment,
      TaskSet succeeded,
      List<Failure> failures,
      SortedMap<String, Long> counters,
      long busyMicros) {}

  /**
   * A report as a stored segment tells it, whose node may never make it.
   *
   * @param report what the node would say
   * @param later the successes of other attempts than the first, by attempt
   */
  public record StoredReport(JobReport report, SortedMap<Integer, TaskSet> later) {}

  /** One failed attempt. */
  public record Failure(int task, int attempt, String kind, String message, boolean permanent) {}

  /**
   * Counts one report.
   *
   * @return the tasks that had their outcome, or this attempt counted, already, or that the report
   *     itself tells of twice, or in a discarded segment, by job; where there are any, nothing of
   *     the report was counted
   */
  public Map<Integer, TaskSet> count(List<JobReport> report) {
    var refused = new HashMap<Integer, TaskSet>();
    var toldByJob = new HashMap<Integer, RoaringBitmap>();
    for (var part : report) {
      var twice = new RoaringBitmap();
      var told = told(part, twice);
      var known = alreadyCounted(part, told);
      known.or(twice);
      var earlier = toldByJob.putIfAbsent(part.job(), told);
      if (earlier != null) {
        known.or(RoaringBitmap.and(told, earlier));
        earlier.or(told);
      }
      if (!known.isEmpty()) {
        refused.merge(part.job(), TaskSet.owning(known), TaskSet::or);
      }
    }
    if (refused.isEmpty()) {
      toldByJob.forEach(
          (job, told) -> taken.computeIfAbsent(job, _ -> new RoaringBitmap()).or(told));
      report.forEach(this::take);
    }
    return refused;
  }

  /**
   * Counts what is stored and was not reported, whole or not at all as any report. Its node has no
   * say any more: what it tells of must be the next attempts, as others may have failed meanwhile.
   *
   * @return whether it was counted
   */
  public boolean count(StoredReport stored) {
    var report = stored.report();
    return report.job() < batch.jobs().size() && isNext(stored) && count(List.of(report)).isEmpty();
  }

  private boolean isNext(StoredReport stored) {
    var job = batch.jobs().get(stored.report().job());
    var failed = job.failedAttempts(stored.report().succeeded().bits());
    var attempts = new HashMap<Integer, Integer>();
    stored.later().forEach((attempt, tasks) -> tasks.forEach(task -> attempts.put(task, attempt)));
    return failed.entrySet().stream()
        .allMatch(each -> attempts.getOrDefault(each.getKey(), 1) > each.getValue());
  }

  /** The one event for all that was counted, if anything was. */
  public Optional<BatchEvent> event() {
    return accepted.isEmpty() ? Optional.empty() : Optional.of(new OutcomesAccepted(accepted, now));
  }

  private RoaringBitmap alreadyCounted(JobReport part, RoaringBitmap told) {
    if (batch.segments().isDiscarded(part.segment().id())) {
      return told.clone();
    }
    var job = batch.jobs().get(part.job());
    var known = job.settledAmong(told);
    var before = taken.get(part.job());
    if (before != null) {
      known.or(RoaringBitmap.and(told, before));
    }
    for (var failure : part.failures()) {
      if (failure.attempt() <= job.failedAttempts(failure.task())) {
        known.add(failure.task());
      }
    }
    return known;
  }

  /** All tasks that {@code part} speaks of; those it speaks of again go to {@code twice}, too. */
  private static RoaringBitmap told(JobReport part, RoaringBitmap twice) {
    var told = part.succeeded().bits().clone();
    for (var failure : part.failures()) {
      if (!told.checkedAdd(failure.task())) {
        twice.add(failure.task());
      }
    }
    return told;
  }

  private void take(JobReport part) {
    var failed = new RoaringBitmap();
    var retries = new TreeMap<Instant, TreeMap<Integer, RoaringBitmap>>();
    var errors = new ErrorGroups();
    for (var failure : part.failures()) {
      var group = groupOf(failure);
      errors.add(group);
      var due = due(part.job(), failure);
      if (due.isPresent()) {
        retries
            .computeIfAbsent(due.get(), _ -> new TreeMap<>())
            .computeIfAbsent(failure.attempt(), _ -> new RoaringBitmap())
            .add(failure.task());
      } else {
        failed.add(failure.task());
        errors.giveUp(group.id(), TaskSet.of(failure.task()));
      }
    }
    accepted.add(
        new JobOutcomes(
            part.job(),
            part.segment(),
            startedAt.apply(part.job()),
            part.succeeded(),
            TaskSet.owning(failed),
            groups(retries),
            new TreeMap<>(part.counters()),
            List.copyOf(errors.sums()),
            (long) part.succeeded().size() + part.failures().size(),
            part.busyMicros(),
            errors.deadLetters()));
  }

  private static List<Retry> groups(
      SortedMap<Instant, ? extends SortedMap<Integer, RoaringBitmap>> retries) {
    var groups = new ArrayList<Retry>();
    retries.forEach(
        (due, byAttempts) ->
            byAttempts.forEach(
                (attempts, tasks) -> groups.add(new Retry(TaskSet.owning(tasks), attempts, due))));
    return groups;
  }

  private ErrorGroup groupOf(Failure failure) {
    var pattern = patterns.computeIfAbsent(failure.message(), ErrorPattern::of);
    return new ErrorGroup(failure.kind(), 1, failure.task(), failure.message(), pattern, now, now);
  }

  /** When the task may try again, if it may. */
  private Optional<Instant> due(int at, Failure failure) {
    var job = batch.jobs().get(at);
    var policy = job.spec().retry();
    int used = job.attemptsUsed(failure.task(), failure.attempt());
    if (failure.permanent() || !policy.retries(failure.kind()) || !policy.allowsAnother(used)) {
      return Optional.empty();
    }
    return Optional.of(RetryPolicy.due(now, policy.wait(used, jitter)));
  }
}
