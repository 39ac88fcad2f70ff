package io.gristworks.core.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a job is told to do, as of now: as submitted, and as changed since. */
public final class JobControl {
  private final JobTimes times;
  private Priority priority;
  private JobLimits limits;
  private @Nullable Instant deadline;
  private boolean begun;
  private @Nullable Pause pause;
  private @Nullable Cancellation ending;
  private @Nullable SkipReason skipReason;
  private boolean budgetSpent;
  private @Nullable Instant reopenedAt;

  JobControl(JobSpec spec) {
    this.times = spec.options().times();
    this.priority = spec.priority();
    this.limits = spec.options().limits();
    this.deadline = times.deadline();
    this.begun = times.startAt() == null;
  }

  JobControl(JobSpec spec, JobStateSnapshot.Control was) {
    this.times = spec.options().times();
    this.priority = was.priority();
    this.limits = was.limits();
    this.deadline = was.deadline();
    this.begun = was.begun();
    this.pause = was.pause();
    this.ending = was.ending();
    this.skipReason = was.skipReason();
    this.budgetSpent = was.budgetSpent();
    this.reopenedAt = was.reopenedAt();
  }

  JobStateSnapshot.Control snapshot() {
    return new JobStateSnapshot.Control(
        priority, limits, deadline, begun, pause, ending, skipReason, budgetSpent, reopenedAt);
  }

  // What has happened.

  void setPriority(Priority other) {
    priority = other;
  }

  void setLimits(JobLimits others) {
    limits = others;
  }

  void setDeadline(@Nullable Instant other) {
    deadline = other;
  }

  void begin() {
    begun = true;
  }

  void setPause(@Nullable Pause other) {
    pause = other;
  }

  void end(Cancellation how) {
    ending = ending == null ? how : new Cancellation(ending.reason(), how.graceUntil());
  }

  /** The grace is over. */
  void interrupt() {
    if (ending != null) {
      ending = new Cancellation(ending.reason(), null);
    }
  }

  void skip(SkipReason reason) {
    skipReason = reason;
  }

  void setBudgetSpent(boolean spent) {
    budgetSpent = spent;
  }

  /** It had ended, and goes on: what ended it, and a deadline that is over, no longer hold. */
  void reopen(Instant at) {
    ending = null;
    reopenedAt = at;
    if (deadline != null && !deadline.isAfter(at)) {
      deadline = null;
    }
  }

  // What is.

  /** Its share beside other work. */
  public Priority priority() {
    return priority;
  }

  /** How much of it may go on at a time. */
  public JobLimits limits() {
    return limits;
  }

  /** When what is unfinished is cancelled. */
  public @Nullable Instant deadline() {
    return deadline;
  }

  /** Whether its start time has come. */
  public boolean begun() {
    return begun;
  }

  /** Who paused it, while it is paused. */
  public @Nullable Pause pause() {
    return pause;
  }

  /** How it is being cancelled, or was. */
  public @Nullable Cancellation ending() {
    return ending;
  }

  /** Why it was never begun. */
  public @Nullable SkipReason skipReason() {
    return skipReason;
  }

  /** Whether the failure budget has done what it does. */
  public boolean budgetSpent() {
    return budgetSpent;
  }

  /** Whether nothing of it starts any more, for whatever reason, until failed tasks are retried. */
  public boolean isOver() {
    return ending != null || skipReason != null;
  }

  /** When its total time is over, if it has one and has begun. */
  Optional<Instant> timeIsUp(@Nullable Instant startedAt) {
    Duration total = times.total();
    if (total == null || startedAt == null) {
      return Optional.empty();
    }
    var from = reopenedAt != null && reopenedAt.isAfter(startedAt) ? reopenedAt : startedAt;
    boolean ends = total.compareTo(Duration.between(from, Instant.MAX)) < 0;
    return Optional.of(ends ? from.plus(total) : Instant.MAX);
  }

  /** Whether its start must be known without an outcome: its total time runs from there. */
  boolean isTimed() {
    return times.total() != null;
  }

  /** Not before; null for at once. */
  public @Nullable Instant startAt() {
    return times.startAt();
  }
}
