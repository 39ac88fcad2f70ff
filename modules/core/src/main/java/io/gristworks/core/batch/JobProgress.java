package io.gristworks.core.batch;

import io.gristworks.core.batch.BatchEvent.JobOutcomes;
import io.gristworks.core.batch.BatchEvent.Retry;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.InputSlice;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
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
  private final JobInputs inputs;
  private final RoaringBitmap succeeded;
  private final RoaringBitmap failed;
  private final RoaringBitmap cancelled;
  private final Retries retries;
  private final List<SegmentRef> segments = new ArrayList<>();
  private final TreeMap<String, Long> counters = new TreeMap<>();
  private final JobControl control;
  private final JobDependencyState dependencies;
  private final DeadLetters deadLetters;
  private final CrashSuspects suspects;
  private long attempts;
  private long busyMicros;
  private @Nullable Instant startedAt;
  private @Nullable Instant finishedAt;
  private @Nullable CancelReason cancelReason;

  JobProgress(JobSpec spec) {
    this.spec = spec;
    this.succeeded = new RoaringBitmap();
    this.failed = new RoaringBitmap();
    this.cancelled = new RoaringBitmap();
    this.retries = new Retries();
    this.control = new JobControl(spec);
    this.dependencies = new JobDependencyState(spec.source());
    this.deadLetters = new DeadLetters();
    this.suspects = new CrashSuspects();
    this.inputs = new JobInputs(dependencies.ownTasks());
  }

  JobProgress(JobSpec spec, BatchSnapshot.Job was) {
    this.spec = spec;
    this.succeeded = was.succeeded().bits().clone();
    this.failed = was.failed().bits().clone();
    this.cancelled = was.cancelled().bits().clone();
    this.retries = new Retries(was.retries());
    segments.addAll(was.segments());
    counters.putAll(was.counters());
    this.attempts = was.attempts();
    this.busyMicros = was.busyMicros();
    this.startedAt = was.startedAt();
    this.finishedAt = was.finishedAt();
    this.cancelReason = was.cancelReason();
    var course = was.course();
    this.control = new JobControl(spec, course.control());
    this.dependencies = new JobDependencyState(spec.source(), course);
    this.deadLetters = new DeadLetters(was.errors(), course);
    this.suspects = new CrashSuspects(course.suspects(), course.quarantined());
    this.inputs = new JobInputs(dependencies.ownTasks());
  }

  BatchSnapshot.Job snapshot() {
    return new BatchSnapshot.Job(
        TaskSet.copyOf(succeeded),
        TaskSet.copyOf(failed),
        TaskSet.copyOf(cancelled),
        retries.groups(),
        segments,
        new TreeMap<>(counters),
        deadLetters.errors(),
        attempts,
        busyMicros,
        startedAt,
        finishedAt,
        cancelReason,
        JobStateSnapshot.of(control, dependencies, deadLetters, suspects));
  }

  // What has happened.

  void take(InputPart part) {
    inputs.take(part);
  }

  void start(Instant at) {
    if (startedAt == null) {
      startedAt = at;
    }
  }

  void accept(JobOutcomes outcomes, Instant at) {
    start(outcomes.startedAt());
    retries.passed(at);
    outcomes.errors().forEach(deadLetters.groups()::add);
    outcomes.givenUp().forEach(each -> deadLetters.groups().giveUp(each.group(), each.tasks()));
    giveUp(outcomes.failed());
    settle(succeeded, outcomes.succeeded());
    retries.put(outcomes.retries());
    Counters.add(counters, outcomes.counters());
    segments.add(outcomes.segment());
    attempts += outcomes.attempts();
    busyMicros += outcomes.busyMicros();
  }

  private void giveUp(TaskSet ended) {
    if (ended.isEmpty()) {
      return;
    }
    if (retries.isEmpty() && deadLetters.book().isEmpty()) {
      deadLetters.book().giveUp(1, ended.bits());
    } else {
      ended.forEach(task -> deadLetters.book().giveUp(failedAttempts(task) + 1, task));
    }
    settle(failed, ended);
  }

  /** The attempts in which they took their nodes down count as one that was told of. */
  void quarantine(TaskSet poison, Instant at) {
    suspects.quarantine(poison);
    deadLetters.poisoned(poison, suspects, at);
    giveUp(poison);
  }

  void requestCancel(Cancellation how) {
    control.end(how);
    if (control.ending() != null) {
      cancelReason = control.ending().reason();
    }
  }

  void cancel(TaskSet ended) {
    settle(cancelled, ended);
  }

  /**
   * Failed tasks are pending again; a job that had ended goes on. Where more than may are still
   * failed, whoever wants the retry knows of them: they do not stop it at once.
   */
  void revive(TaskSet again, Instant at) {
    failed.andNot(again.bits());
    deadLetters.revive(again);
    suspects.revive(again);
    var budget = spec.options().budget();
    boolean tooMany = failed.getCardinality() > budget.allowed(tasks());
    boolean unknown = budget.unit() == FailureBudget.Unit.PERCENT && dependencies.expectsTasks();
    control.setBudgetSpent(tooMany && (!unknown || control.budgetSpent()));
    if (finishedAt != null) {
      finishedAt = null;
      control.reopen(at);
    }
  }

  /**
   * The job that this one takes its tasks from goes on, and so does this one.
   *
   * @return whether it had ended
   */
  boolean expectMore() {
    boolean hadEnded = finishedAt != null;
    if (control.isOver()) {
      return false;
    }
    dependencies.expectMore();
    finishedAt = null;
    return hadEnded;
  }

  /** Whether that has just ended the job. */
  boolean finishIfDone(Instant at) {
    boolean more = dependencies.expectsTasks() && !control.isOver();
    if (finishedAt != null || more || deadLetters.canary() != null || outcomes() != tasks()) {
      return false;
    }
    finishedAt = at;
    return true;
  }

  private void settle(RoaringBitmap where, TaskSet ended) {
    where.or(ended.bits());
    retries.remove(ended.bits());
    deadLetters.book().end(ended.bits());
    suspects.clear(ended);
  }

  // What is.

  /** What was asked for. */
  public JobSpec spec() {
    return spec;
  }

  /** What it is told to do, as of now. */
  public JobControl control() {
    return control;
  }

  /** What it waits for, and what comes to it from other jobs. */
  public JobDependencyState dependencies() {
    return dependencies;
  }

  /** What is known of its failures. */
  public DeadLetters deadLetters() {
    return deadLetters;
  }

  /** Its tasks that were running when their nodes died. */
  public CrashSuspects suspects() {
    return suspects;
  }

  /** How many tasks there are by now. */
  public int tasks() {
    return inputs.tasks();
  }

  /** Where their inputs are. */
  public List<InputPart> inputs() {
    return inputs.parts();
  }

  /** How many tasks have their outcome. */
  public int outcomes() {
    return succeeded.getCardinality() + failed.getCardinality() + cancelled.getCardinality();
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
    var open = RoaringBitmap.bitmapOfRange(0, tasks());
    open.andNot(succeeded);
    open.andNot(failed);
    open.andNot(cancelled);
    return open;
  }

  /** The tasks that succeeded; for reading, by the thread that changes the batch. */
  public RoaringBitmap succeeded() {
    return succeeded;
  }

  /** The tasks that were given up; see {@link #succeeded}. */
  public RoaringBitmap failed() {
    return failed;
  }

  /** The tasks that were cancelled; see {@link #succeeded}. */
  public RoaringBitmap cancelled() {
    return cancelled;
  }

  /** How many attempts of {@code task} have failed, now that it has no success. */
  public int failedAttempts(int task) {
    int failedOf = retries.failedAttempts(task);
    return failedOf == 0 ? deadLetters.book().behind(task) : failedOf;
  }

  /** The same of several tasks without an outcome; those not named, none. */
  public Map<Integer, Integer> failedAttempts(RoaringBitmap some) {
    var failedOf = new HashMap<Integer, Integer>();
    for (var again : deadLetters.book().takenUp()) {
      again.tasks().and(TaskSet.owning(some)).forEach(task -> failedOf.put(task, again.attempts()));
    }
    retries.failedAttempts(some, failedOf);
    return failedOf;
  }

  /** The attempts that {@code task} has used up of those it is granted, after {@code attempt}. */
  int attemptsUsed(int task, int attempt) {
    return attempt - deadLetters.book().takenUpAfter(task);
  }

  /**
   * The tasks without an outcome that have failed, by attempts and moment; those whose moment had
   * passed when outcomes were last counted, at the epoch.
   */
  public List<Retry> retries() {
    return retries.groups();
  }

  /** When {@code task} may be tried again; null where that may be at any time. */
  public @Nullable Instant dueOf(int task) {
    return retries.dueOf(task);
  }

  /** The accepted outcome segments, in the order of acceptance. */
  public List<SegmentRef> segments() {
    return Collections.unmodifiableList(segments);
  }

  /** What the handlers counted. */
  public SortedMap<String, Long> counters() {
    return Collections.unmodifiableSortedMap(counters);
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

  /** Why it is cancelled, or was when it last ended so; null where it never was. */
  public @Nullable CancelReason endReason() {
    return cancelReason;
  }

  /** Why it is cancelled; null where it is not, or goes on again. */
  public @Nullable CancelReason cancelReason() {
    var ending = control.ending();
    return ending == null ? null : ending.reason();
  }

  /** Whether nodes are to drop what they hold of it. */
  public boolean isInterrupted() {
    var ending = control.ending();
    return ending != null && ending.interrupts();
  }

  /**
   * The first of {@code wanted}, as far as their inputs are in {@code most} stored segments.
   *
   * @param wanted is not changed
   */
  public RoaringBitmap firstOf(RoaringBitmap wanted, int most) {
    return inputs.firstOf(wanted, most);
  }

  /** The stored segments that hold the inputs of {@code wanted}, ascending. */
  public List<InputSlice> slicesOf(TaskSet wanted) {
    return inputs.slicesOf(wanted);
  }

  /** Where it stands; {@code handedOut} says whether tasks of it are leased now. */
  public Status status(boolean open, boolean handedOut) {
    if (finishedAt == null) {
      if (open) {
        return Status.CREATED;
      }
      if (control.pause() != null && !control.isOver()) {
        return Status.PAUSED;
      }
      return startedAt != null || handedOut ? Status.RUNNING : Status.QUEUED;
    }
    if (control.skipReason() != null) {
      return Status.SKIPPED;
    }
    if (!cancelled.isEmpty() || (control.ending() != null && tasks() == 0)) {
      return Status.CANCELLED;
    }
    return succeeded.isEmpty() && !failed.isEmpty() ? Status.FAILED : Status.COMPLETED;
  }
}
