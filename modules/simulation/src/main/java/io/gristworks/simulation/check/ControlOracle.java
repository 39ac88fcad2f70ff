package io.gristworks.simulation.check;

import static io.gristworks.simulation.check.InvariantViolation.unless;

import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.CancelReason;
import io.gristworks.core.batch.ControlEvent;
import io.gristworks.core.batch.FailureBudget;
import io.gristworks.core.batch.JobControl;
import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * I22: what one job is told to do, and what follows from times and budgets: nothing begins before
 * its time, what is late is cancelled, and a failure budget is spent exactly when it is.
 */
final class ControlOracle {
  private final JobSpec job;
  private Priority priority;
  private JobLimits limits;
  private @Nullable Instant deadline;
  private boolean begun;
  private boolean paused;
  private boolean ending;
  private boolean skipped;
  private boolean budgetSpent;
  private @Nullable Instant startedAt;
  private @Nullable Instant reopenedAt;

  ControlOracle(JobSpec job) {
    this.job = job;
    var options = job.options();
    this.priority = job.priority();
    this.limits = options.limits();
    this.deadline = options.times().deadline();
    this.begun = options.times().startAt() == null;
  }

  /** The places of the jobs that an event is about. */
  static List<Integer> jobsOf(ControlEvent event) {
    return switch (event) {
      case ControlEvent.JobsPaused it -> it.jobs();
      case ControlEvent.JobsResumed it -> it.jobs();
      case ControlEvent.PriorityChanged it -> it.jobs();
      case ControlEvent.LimitsChanged it -> it.jobs();
      case ControlEvent.DeadlineChanged it -> it.jobs();
      case ControlEvent.StartTimeCame it -> it.jobs();
      case ControlEvent.GraceEnded it -> it.jobs();
      case ControlEvent.JobStarted it -> List.of(it.job());
      case ControlEvent.JobSkipped it -> List.of(it.job());
      case ControlEvent.BudgetExhausted it -> List.of(it.job());
      case ControlEvent.DerivationEnded it -> List.of(it.job());
      case ControlEvent.AwaitedBatchEnded _,
          ControlEvent.SegmentsDiscarded _,
          ControlEvent.BatchRetired _ ->
          List.of();
    };
  }

  // What has happened.

  /** An event that names this job. */
  void happened(ControlEvent event) {
    switch (event) {
      case ControlEvent.PriorityChanged changed -> priority = changed.priority();
      case ControlEvent.LimitsChanged changed -> limits = changed.limits();
      case ControlEvent.DeadlineChanged changed -> deadline = changed.deadline();
      case ControlEvent.JobsPaused _ -> paused = true;
      case ControlEvent.JobsResumed _ -> paused = false;
      case ControlEvent.StartTimeCame came -> {
        var startAt = job.options().times().startAt();
        unless(
            !begun && startAt != null && !came.at().isBefore(startAt),
            "I22",
            "%s begins at %s, not before %s",
            job.name(),
            came.at(),
            startAt);
        begun = true;
      }
      case ControlEvent.JobStarted started -> started(started.at());
      case ControlEvent.JobSkipped _ -> skipped = true;
      case ControlEvent.GraceEnded _,
          ControlEvent.BudgetExhausted _,
          ControlEvent.DerivationEnded _,
          ControlEvent.AwaitedBatchEnded _,
          ControlEvent.SegmentsDiscarded _,
          ControlEvent.BatchRetired _ -> {}
    }
  }

  /** The first of its tasks was handed out. */
  void started(Instant at) {
    startedAt = startedAt == null ? at : startedAt;
  }

  /** Its end was asked for: by somebody, or because its time is over. */
  void cancelRequested(CancelRequested event) {
    if (event.reason() instanceof CancelReason.DeadlinePassed) {
      unless(
          deadline != null && !event.at().isBefore(deadline),
          "I22",
          "%s ends at %s, its deadline is %s",
          job.name(),
          event.at(),
          deadline);
    } else if (event.reason() instanceof CancelReason.TotalTimeOver) {
      var over = timeIsUp();
      unless(
          over != null && !event.at().isBefore(over),
          "I22",
          "%s ends at %s, its time is over at %s",
          job.name(),
          event.at(),
          over);
    } else if (event.reason() instanceof CancelReason.BudgetExhausted) {
      unless(
          budgetSpent && job.options().budget().then() == FailureBudget.Then.CANCEL,
          "I22",
          "%s ends for its budget, which is not spent",
          job.name());
    }
    ending = true;
  }

  /** More have failed than may. */
  void budgetExhausted(ControlEvent.BudgetExhausted event, long failed, int tasks) {
    long allowed = job.options().budget().allowed(tasks);
    unless(
        !budgetSpent
            && event.failed() == failed
            && event.allowed() == allowed
            && failed > allowed
            && job.options().budget().unit() != FailureBudget.Unit.UNLIMITED,
        "I22",
        "%s: %s, and %d of %d have failed",
        job.name(),
        event,
        failed,
        tasks);
    budgetSpent = true;
  }

  /**
   * Failed tasks are tried again.
   *
   * @param stillFailed how many are failed still
   * @param expects whether more tasks may come, so that their number is not known
   */
  void revived(BatchEvent event, boolean hadEnded, long stillFailed, int tasks, boolean expects) {
    var budget = job.options().budget();
    boolean tooMany = stillFailed > budget.allowed(tasks);
    boolean unknown = budget.unit() == FailureBudget.Unit.PERCENT && expects;
    budgetSpent = tooMany && (!unknown || budgetSpent);
    if (hadEnded) {
      ending = false;
      reopenedAt = event.at();
      if (deadline != null && !deadline.isAfter(event.at())) {
        deadline = null;
      }
    }
  }

  private @Nullable Instant timeIsUp() {
    Duration total = job.options().times().total();
    if (total == null || startedAt == null) {
      return null;
    }
    var from = reopenedAt != null && reopenedAt.isAfter(startedAt) ? reopenedAt : startedAt;
    return from.plus(total);
  }

  // What is.

  /** Whether the failure budget has been spent, and nothing came of it. */
  boolean overspends(long failed, int tasks, boolean expects) {
    var budget = job.options().budget();
    boolean counts = budget.unit() != FailureBudget.Unit.PERCENT || !expects;
    return counts && !budgetSpent && !ending && !skipped && failed > budget.allowed(tasks);
  }

  /** Whether its time was over at that moment, and it goes on. */
  boolean isLate(Instant now) {
    var over = timeIsUp();
    return !ending
        && !skipped
        && ((deadline != null && deadline.isBefore(now)) || (over != null && over.isBefore(now)));
  }

  /** Whether its time has come, and nothing says so. */
  boolean shallBegin(Instant now) {
    var startAt = job.options().times().startAt();
    return !begun && !ending && !skipped && startAt != null && startAt.isBefore(now);
  }

  boolean isPaused() {
    return paused;
  }

  JobLimits limits() {
    return limits;
  }

  Priority priority() {
    return priority;
  }

  @Nullable Instant deadline() {
    return deadline;
  }

  /**
   * A lease is given out.
   *
   * @param leased how many tasks of the job are leased, with this lease
   */
  void granted(int leased) {
    unless(begun, "I22", "%s was granted before its time", job.name());
    unless(!paused, "I10", "%s is paused and was granted", job.name());
    unless(
        limits.maxConcurrent() == 0 || leased <= limits.maxConcurrent(),
        "I22",
        "%d tasks of %s leased, of at most %d",
        leased,
        job.name(),
        limits.maxConcurrent());
  }

  /** What a coordinator thinks is what was written. */
  void agrees(JobControl control) {
    unless(
        control.priority() == priority
            && control.limits().equals(limits)
            && Objects.equals(control.deadline(), deadline)
            && control.begun() == begun
            && (control.pause() != null) == paused
            && (control.ending() != null) == ending
            && (control.skipReason() != null) == skipped
            && control.budgetSpent() == budgetSpent,
        "I22",
        "%s is told something else than was written: %s",
        job.name(),
        this);
  }

  @Override
  public String toString() {
    return priority
        + " "
        + limits
        + " deadline "
        + deadline
        + (begun ? "" : " not begun")
        + (paused ? " paused" : "")
        + (ending ? " ending" : "")
        + (skipped ? " skipped" : "")
        + (budgetSpent ? " budget spent" : "");
  }
}
