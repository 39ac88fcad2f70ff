package io.gristworks.core.batch;

import io.gristworks.core.batch.BatchEvent.CanaryEnded;
import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.BatchEvent.TasksCancelled;
import io.gristworks.core.batch.ControlEvent.BudgetExhausted;
import io.gristworks.core.batch.ControlEvent.DerivationEnded;
import io.gristworks.core.batch.ControlEvent.GraceEnded;
import io.gristworks.core.batch.ControlEvent.JobSkipped;
import io.gristworks.core.batch.ControlEvent.JobsPaused;
import io.gristworks.core.batch.ControlEvent.StartTimeCame;
import io.gristworks.core.task.TaskSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * What follows from how things stand, with nobody asking. Changes nothing; asked again before its
 * events are applied it says the same, afterwards nothing.
 */
final class AutomaticTransitions {
  private final Batch batch;
  private final IntFunction<RoaringBitmap> leased;
  private final Instant now;
  private final List<BatchEvent> events = new ArrayList<>();

  private AutomaticTransitions(Batch batch, IntFunction<RoaringBitmap> leased, Instant now) {
    this.batch = batch;
    this.leased = leased;
    this.now = now;
  }

  static List<BatchEvent> of(Batch batch, IntFunction<RoaringBitmap> leased, Instant now) {
    var consequences = new AutomaticTransitions(batch, leased, now);
    var lost = batch.dependencies().lost();
    for (int at = 0; at < batch.jobs().size(); at++) {
      if (batch.jobs().get(at).finishedAt() == null) {
        consequences.ofJob(at, lost);
      }
    }
    return consequences.events;
  }

  private void ofJob(int at, Map<Integer, SkipReason> lost) {
    var job = batch.jobs().get(at);
    var control = job.control();
    var verdict = RetryDecisions.verdict(job, at, now);
    verdict.ifPresent(events::add);
    if (control.isOver()) {
      goOnEnding(at, job);
      return;
    }
    var whyLost = lost.get(at);
    var whyOver = timeIsUp(job);
    if (whyLost != null) {
      events.add(new JobSkipped(at, whyLost, now));
      endUnleased(job, at, leased, now, events);
    } else if (whyOver != null) {
      cancel(at, job, whyOver);
    } else {
      if (!control.begun() && isDue(control.startAt())) {
        events.add(new StartTimeCame(List.of(at), now));
      }
      // What a canary releases is tried again: it has not failed any more.
      boolean releases = verdict.map(CanaryEnded::released).filter(it -> !it.isEmpty()).isPresent();
      boolean spent = !releases && spendBudget(at, job);
      if (!spent && derivationIsOver(at, job)) {
        events.add(new DerivationEnded(at, now));
      }
    }
  }

  private void goOnEnding(int at, JobProgress job) {
    var ending = job.control().ending();
    if (ending != null && !ending.interrupts() && isDue(ending.graceUntil())) {
      events.add(new GraceEnded(List.of(at), now));
    }
    endUnleased(job, at, leased, now, events);
  }

  private @Nullable CancelReason timeIsUp(JobProgress job) {
    if (isDue(job.control().deadline())) {
      return new CancelReason.DeadlinePassed();
    }
    return job.control().timeIsUp(job.startedAt()).filter(this::isDue).isPresent()
        ? new CancelReason.TotalTimeOver()
        : null;
  }

  private boolean isDue(@Nullable Instant moment) {
    return moment != null && !now.isBefore(moment);
  }

  private void cancel(int at, JobProgress job, CancelReason reason) {
    events.add(new CancelRequested(List.of(at), reason, now));
    endUnleased(job, at, leased, now, events);
  }

  /** Whether too much has failed just now. */
  private boolean spendBudget(int at, JobProgress job) {
    var budget = job.spec().options().budget();
    boolean counts =
        switch (budget.unit()) {
          case UNLIMITED -> false;
          case TASKS -> true;
          case PERCENT -> !job.dependencies().expectsTasks();
        };
    if (!counts || job.control().budgetSpent()) {
      return false;
    }
    long failed = job.failed().getCardinality();
    long allowed = budget.allowed(job.tasks());
    if (failed <= allowed) {
      return false;
    }
    events.add(new BudgetExhausted(at, failed, allowed, now));
    switch (budget.then()) {
      case PAUSE -> {
        if (job.control().pause() == null) {
          var reason = new PauseReason.BudgetExhausted(failed, allowed);
          events.add(new JobsPaused(List.of(at), reason, now));
        }
      }
      case CANCEL -> cancel(at, job, new CancelReason.BudgetExhausted(failed, allowed));
    }
    return true;
  }

  private boolean derivationIsOver(int at, JobProgress job) {
    if (!job.dependencies().expectsTasks() || batch.isOpen()) {
      return false;
    }
    var source = batch.jobs().get(batch.dependencies().sourceOf(at));
    return job.dependencies().released()
        && source.finishedAt() != null
        && job.dependencies().derivedSegments() == source.segments().size();
  }

  /** The tasks of an ending job that no node holds are cancelled. */
  static void endUnleased(
      JobProgress job,
      int at,
      IntFunction<RoaringBitmap> leased,
      Instant now,
      List<BatchEvent> events) {
    var ended = job.unsettled();
    ended.andNot(leased.apply(at));
    if (!ended.isEmpty()) {
      events.add(new TasksCancelled(at, TaskSet.owning(ended), now));
    }
  }

  /** When {@link #of} will say more than it does now, if nothing else happens. */
  static Optional<Instant> nextTimer(Batch batch) {
    return batch.jobs().stream()
        .filter(job -> job.finishedAt() == null)
        .flatMap(AutomaticTransitions::timersOf)
        .min(Comparator.naturalOrder());
  }

  private static Stream<Instant> timersOf(JobProgress job) {
    var control = job.control();
    if (control.isOver()) {
      var ending = control.ending();
      return Stream.ofNullable(ending == null ? null : ending.graceUntil());
    }
    var start = control.begun() ? null : control.startAt();
    return Stream.of(
            Optional.ofNullable(start),
            Optional.ofNullable(control.deadline()),
            control.timeIsUp(job.startedAt()))
        .flatMap(Optional::stream);
  }
}
