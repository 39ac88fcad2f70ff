package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.BatchEvent.FailedRetried;
import io.gristworks.core.batch.BatchEvent.GivenUp;
import io.gristworks.core.batch.BatchEvent.JobOutcomes;
import io.gristworks.core.batch.BatchEvent.OutcomesAccepted;
import io.gristworks.core.batch.BatchEvent.Retry;
import io.gristworks.core.batch.CancelReason;
import io.gristworks.core.batch.ControlEvent;
import io.gristworks.core.batch.ErrorGroup;
import io.gristworks.core.coordinator.CoordinatorInput;
import io.gristworks.core.coordinator.Transition;
import io.gristworks.core.task.TaskSet;
import io.gristworks.simulation.Mutation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.roaringbitmap.RoaringBitmap;

/** What a coordinator decides wrongly on purpose; see {@link Mutation}. */
final class DecisionMutation {
  private final SimulatedCoordinator shell;
  private final Mutation mutation;

  DecisionMutation(SimulatedCluster world, SimulatedCoordinator shell) {
    this.shell = shell;
    this.mutation = world.mutation();
  }

  /** What is decided instead. */
  Transition instead(Transition turn, CoordinatorInput news) {
    if (turn.events().isEmpty() || mutation == Mutation.NONE) {
      return turn;
    }
    var events = events(turn.events(), news);
    return events.equals(turn.events()) ? turn : new Transition(events, turn.effects());
  }

  private List<BatchEvent> events(List<BatchEvent> events, CoordinatorInput news) {
    return switch (mutation) {
      case GIVES_UP_TOO_EARLY ->
          outcomes(events, each -> each.retries().isEmpty() ? each : givingUp(each));
      case RETRIES_TOO_OFTEN ->
          outcomes(events, each -> each.failed().isEmpty() ? each : goingOn(each));
      case RETRIES_TOO_EARLY -> outcomes(events, each -> retries(each, Duration.ofMillis(-300)));
      case RETRIES_TOO_LATE -> outcomes(events, each -> retries(each, Duration.ofSeconds(3)));
      case DOUBLES_ATTEMPTS_OF_MERGED_REPORTS -> doubled(events);
      case COUNTS_CAUSES_ONCE -> outcomes(events, DecisionMutation::oncePerGroup);
      case NEVER_SPENDS_BUDGETS -> isBudget(events) ? List.of() : events;
      case IGNORES_DEADLINES ->
          isCancel(events, new CancelReason.DeadlinePassed()) ? List.of() : events;
      case IGNORES_TOTAL_TIMES ->
          isCancel(events, new CancelReason.TotalTimeOver()) ? List.of() : events;
      case BEGINS_TOO_EARLY -> begun(events, news);
      case CANARY_RELEASES_ALL -> map(events, DecisionMutation::releasing);
      case RETRY_REVIVES_CANCELLED -> map(events, this::reviving);
      case RESUMES_ONE_ALONE -> map(events, DecisionMutation::resumingOne);
      case ENDS_DERIVATION_EARLY -> derivedEarly(events);
      default -> events;
    };
  }

  private static List<BatchEvent> map(List<BatchEvent> events, UnaryOperator<BatchEvent> change) {
    var changed = new ArrayList<BatchEvent>();
    events.forEach(event -> changed.add(change.apply(event)));
    return changed;
  }

  private static List<BatchEvent> outcomes(
      List<BatchEvent> events, UnaryOperator<JobOutcomes> change) {
    return map(
        events,
        event ->
            event instanceof OutcomesAccepted(var outcomes, var at)
                ? new OutcomesAccepted(outcomes.stream().map(change).toList(), at)
                : event);
  }

  private static JobOutcomes with(
      JobOutcomes was,
      TaskSet failed,
      List<Retry> retries,
      List<ErrorGroup> errors,
      long attempts,
      List<GivenUp> givenUp) {
    return new JobOutcomes(
        was.job(),
        was.segment(),
        was.startedAt(),
        was.succeeded(),
        failed,
        retries,
        was.counters(),
        errors,
        attempts,
        was.busyMicros(),
        givenUp);
  }

  /** The last attempt that is allowed is not made. */
  private JobOutcomes givingUp(JobOutcomes was) {
    int most = shell.batch().jobs().get(was.job()).spec().retry().maxAttempts();
    var failed = was.failed().bits().clone();
    var retries = new ArrayList<Retry>();
    for (var retry : was.retries()) {
      if (retry.failedAttempts() == most - 1) {
        failed.or(retry.tasks().bits());
      } else {
        retries.add(retry);
      }
    }
    var late = RoaringBitmap.andNot(failed, was.failed().bits());
    var givenUp = new ArrayList<>(was.givenUp());
    if (!late.isEmpty()) {
      givenUp.add(new GivenUp(was.errors().getFirst().id(), TaskSet.owning(late)));
    }
    return with(was, TaskSet.owning(failed), retries, was.errors(), was.attempts(), givenUp);
  }

  /** What failed for good is tried once more. */
  private JobOutcomes goingOn(JobOutcomes was) {
    var retries = new ArrayList<>(was.retries());
    for (int task : was.failed().bits()) {
      int failed = 1 + shell.batch().jobs().get(was.job()).failedAttempts(task);
      retries.add(new Retry(TaskSet.of(task), failed, was.startedAt()));
    }
    return with(was, TaskSet.empty(), retries, was.errors(), was.attempts(), List.of());
  }

  private static JobOutcomes retries(JobOutcomes was, Duration later) {
    var retries = was.retries().stream().map(each -> each.dueAt(each.due().plus(later))).toList();
    return with(was, was.failed(), retries, was.errors(), was.attempts(), was.givenUp());
  }

  private static List<BatchEvent> doubled(List<BatchEvent> events) {
    return map(
        events,
        event ->
            event instanceof OutcomesAccepted(var outcomes, var at) && outcomes.size() > 1
                ? new OutcomesAccepted(
                    outcomes.stream()
                        .map(
                            each ->
                                with(
                                    each,
                                    each.failed(),
                                    each.retries(),
                                    each.errors(),
                                    2 * each.attempts(),
                                    each.givenUp()))
                        .toList(),
                    at)
                : event);
  }

  private static JobOutcomes oncePerGroup(JobOutcomes was) {
    var errors =
        was.errors().stream()
            .map(
                each ->
                    new ErrorGroup(
                        each.kind(),
                        1,
                        each.sampleTask(),
                        each.sampleMessage(),
                        each.pattern(),
                        each.firstSeen(),
                        each.lastSeen()))
            .toList();
    return with(was, was.failed(), was.retries(), errors, was.attempts(), was.givenUp());
  }

  private static boolean isBudget(List<BatchEvent> events) {
    return events.stream().anyMatch(event -> event instanceof ControlEvent.BudgetExhausted);
  }

  private static boolean isCancel(List<BatchEvent> events, CancelReason reason) {
    return events.stream()
        .anyMatch(
            event ->
                event instanceof CancelRequested requested && requested.reason().equals(reason));
  }

  /** Every job begins with the first chance that there is to say so. */
  private List<BatchEvent> begun(List<BatchEvent> events, CoordinatorInput news) {
    var waiting = new ArrayList<Integer>();
    var jobs = shell.batch().jobs();
    for (int job = 0; job < jobs.size(); job++) {
      if (!jobs.get(job).control().begun()) {
        waiting.add(job);
      }
    }
    return waiting.isEmpty() || news instanceof CoordinatorInput.Recovered
        ? events
        : Stream.concat(
                events.stream(),
                Stream.of(new ControlEvent.StartTimeCame(waiting, shell.batch().createdAt())))
            .toList();
  }

  private static BatchEvent releasing(BatchEvent event) {
    return event instanceof FailedRetried(var job, var tasks, var held, var by, var at)
            && !held.isEmpty()
        ? new FailedRetried(job, tasks.or(held), TaskSet.empty(), by, at)
        : event;
  }

  private BatchEvent reviving(BatchEvent event) {
    if (event instanceof FailedRetried(var job, var tasks, var held, var by, var at)) {
      var cancelled = shell.batch().jobs().get(job).cancelled();
      return new FailedRetried(job, tasks.or(TaskSet.copyOf(cancelled)), held, by, at);
    }
    return event;
  }

  private static BatchEvent resumingOne(BatchEvent event) {
    return event instanceof ControlEvent.JobsResumed(var jobs, var by, var at) && jobs.size() > 1
        ? new ControlEvent.JobsResumed(jobs.subList(0, 1), by, at)
        : event;
  }

  private List<BatchEvent> derivedEarly(List<BatchEvent> events) {
    var more = new ArrayList<>(events);
    for (var event : events) {
      if (event instanceof BatchEvent.TasksDerived derived) {
        more.add(new ControlEvent.DerivationEnded(derived.part().job(), derived.at()));
      }
    }
    return more;
  }
}
