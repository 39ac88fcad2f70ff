package io.gristworks.core.batch;

import io.gristworks.core.batch.BatchEvent.JobOutcomes;
import io.gristworks.core.batch.BatchEvent.Retry;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.InputSlice;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * How far one job has come, as the journal tells it. Changed by {@link Batch#apply} alone, in
 * place: a bitmap of ten million tasks is too large to copy for each event.
 */
public final class JobProgress {
  private final JobSpec spec;
  private final List<InputPart> inputs = new ArrayList<>();
  private final RoaringBitmap succeeded;
  private final RoaringBitmap failed;
  private final RoaringBitmap cancelled;
  private final TreeMap<Integer, Retry> retries = new TreeMap<>();
  private final List<SegmentRef> segments = new ArrayList<>();
  private final TreeMap<String, Long> counters = new TreeMap<>();
  private final LinkedHashMap<String, ErrorGroup> errors = new LinkedHashMap<>();
  private int tasks;
  private long attempts;
  private long busyMicros;
  private @Nullable Instant startedAt;
  private @Nullable Instant finishedAt;
  private @Nullable String cancelReason;

  JobProgress(JobSpec spec) {
    this.spec = spec;
    this.succeeded = new RoaringBitmap();
    this.failed = new RoaringBitmap();
    this.cancelled = new RoaringBitmap();
  }

  JobProgress(JobSpec spec, BatchSnapshot.Job was) {
    this.spec = spec;
    this.succeeded = was.succeeded().bits().clone();
    this.failed = was.failed().bits().clone();
    this.cancelled = was.cancelled().bits().clone();
    was.retries().forEach(retry -> retries.put(retry.task(), retry));
    segments.addAll(was.segments());
    counters.putAll(was.counters());
    was.errors().forEach(group -> errors.put(group.kind(), group));
    this.attempts = was.attempts();
    this.busyMicros = was.busyMicros();
    this.startedAt = was.startedAt();
    this.finishedAt = was.finishedAt();
    this.cancelReason = was.cancelReason();
  }

  BatchSnapshot.Job snapshot() {
    return new BatchSnapshot.Job(
        TaskSet.copyOf(succeeded),
        TaskSet.copyOf(failed),
        TaskSet.copyOf(cancelled),
        List.copyOf(retries.values()),
        segments,
        new TreeMap<>(counters),
        List.copyOf(errors.values()),
        attempts,
        busyMicros,
        startedAt,
        finishedAt,
        cancelReason);
  }

  // What has happened.

  void take(InputPart part) {
    inputs.add(part);
    tasks += part.tasks();
  }

  void accept(JobOutcomes outcomes) {
    if (startedAt == null) {
      startedAt = outcomes.startedAt();
    }
    settle(succeeded, outcomes.succeeded());
    settle(failed, outcomes.failed());
    outcomes.retries().forEach(retry -> retries.put(retry.task(), retry));
    outcomes.counters().forEach((name, delta) -> counters.merge(name, delta, Long::sum));
    outcomes.errors().forEach(group -> errors.merge(group.kind(), group, ErrorGroup::plus));
    segments.add(outcomes.segment());
    attempts += outcomes.attempts();
    busyMicros += outcomes.busyMicros();
  }

  void requestCancel(String reason) {
    if (cancelReason == null) {
      cancelReason = reason;
    }
  }

  void cancel(TaskSet ended) {
    settle(cancelled, ended);
  }

  void finishIfDone(Instant at) {
    if (finishedAt == null && outcomes() == tasks) {
      finishedAt = at;
    }
  }

  private void settle(RoaringBitmap where, TaskSet ended) {
    where.or(ended.bits());
    if (!retries.isEmpty() && !ended.isEmpty()) {
      retries.subMap(ended.first(), true, ended.last(), true).keySet().removeIf(ended::contains);
    }
  }

  // What is.

  /** What was asked for. */
  public JobSpec spec() {
    return spec;
  }

  /** How many tasks there are by now. */
  public int tasks() {
    return tasks;
  }

  /** Where their inputs are. */
  public List<InputPart> inputs() {
    return Collections.unmodifiableList(inputs);
  }

  /** How many tasks have their outcome. */
  public int outcomes() {
    return succeeded.getCardinality() + failed.getCardinality() + cancelled.getCardinality();
  }

  /** Whether {@code task} has its outcome. */
  public boolean hasOutcome(int task) {
    return succeeded.contains(task) || failed.contains(task) || cancelled.contains(task);
  }

  /** Those of {@code some} that have their outcome. */
  public RoaringBitmap settledAmong(RoaringBitmap some) {
    var settled = RoaringBitmap.and(some, succeeded);
    settled.or(RoaringBitmap.and(some, failed));
    settled.or(RoaringBitmap.and(some, cancelled));
    return settled;
  }

  /** The tasks without an outcome, in a bitmap of the caller's own. */
  public RoaringBitmap unsettled() {
    var open = RoaringBitmap.bitmapOfRange(0, tasks);
    open.andNot(succeeded);
    open.andNot(failed);
    open.andNot(cancelled);
    return open;
  }

  /** The tasks that succeeded; for reading, by the thread that changes the batch. */
  public RoaringBitmap succeeded() {
    return succeeded;
  }

  /** The tasks that were given up; for reading, by the thread that changes the batch. */
  public RoaringBitmap failed() {
    return failed;
  }

  /** The tasks that were cancelled; for reading, by the thread that changes the batch. */
  public RoaringBitmap cancelled() {
    return cancelled;
  }

  /** How often {@code task}, which has no outcome, has failed. */
  public int failedAttempts(int task) {
    var retry = retries.get(task);
    return retry == null ? 0 : retry.failedAttempts();
  }

  /** The tasks without an outcome that have failed, by index. */
  public Collection<Retry> retries() {
    return Collections.unmodifiableCollection(retries.values());
  }

  /** The same, of the tasks from {@code first} to {@code last}, both inclusive. */
  public Collection<Retry> retriesBetween(int first, int last) {
    return Collections.unmodifiableCollection(retries.subMap(first, true, last, true).values());
  }

  /** The retry that {@code task} waits for or has had, if it has no outcome and has failed. */
  public @Nullable Retry retryOf(int task) {
    return retries.get(task);
  }

  /** The accepted outcome segments, in the order of acceptance. */
  public List<SegmentRef> segments() {
    return Collections.unmodifiableList(segments);
  }

  /** What the handlers counted. */
  public SortedMap<String, Long> counters() {
    return Collections.unmodifiableSortedMap(counters);
  }

  /** The errors seen, by kind. */
  public Map<String, ErrorGroup> errors() {
    return Collections.unmodifiableMap(errors);
  }

  /** How many attempts have ended. */
  public long attempts() {
    return attempts;
  }

  /** How long handlers ran, in microseconds. */
  public long busyMicros() {
    return busyMicros;
  }

  /** When the first task was handed out, as far as an outcome told. */
  public @Nullable Instant startedAt() {
    return startedAt;
  }

  /** When the last task got its outcome. */
  public @Nullable Instant finishedAt() {
    return finishedAt;
  }

  /** Why it was cancelled; null where it was not. */
  public @Nullable String cancelReason() {
    return cancelReason;
  }

  /** Whether every task succeeded, and none will come. */
  public boolean succeededWhole() {
    return finishedAt != null && succeeded.getCardinality() == tasks;
  }

  /** The stored segments that hold the inputs of {@code wanted}, ascending. */
  public List<InputSlice> slicesOf(TaskSet wanted) {
    var slices = new ArrayList<InputSlice>();
    int first = 0;
    for (var part : inputs) {
      for (int segment = 0; segment < part.segmentTasks().size(); segment++) {
        int count = part.segmentTasks().get(segment);
        if (wanted.bits().intersects(first, (long) first + count)) {
          slices.add(new InputSlice(part.upload(), segment, first, count));
        }
        first += count;
      }
    }
    return slices;
  }

  /** Where it stands; {@code handedOut} says whether tasks of it are leased now. */
  public Status status(boolean open, boolean handedOut) {
    if (finishedAt == null) {
      if (open) {
        return Status.CREATED;
      }
      return startedAt != null || handedOut ? Status.RUNNING : Status.QUEUED;
    }
    if (cancelReason != null && (!cancelled.isEmpty() || tasks == 0)) {
      return Status.CANCELLED;
    }
    return succeeded.isEmpty() ? Status.FAILED : Status.COMPLETED;
  }
}
