package io.gristworks.core.simulated;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchEvent.BatchSealed;
import io.gristworks.core.batch.BatchEvent.BatchSubmitted;
import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.BatchEvent.CoordinatorAwoke;
import io.gristworks.core.batch.BatchEvent.OutcomesAccepted;
import io.gristworks.core.batch.BatchEvent.TasksAppended;
import io.gristworks.core.batch.BatchEvent.TasksCancelled;
import io.gristworks.core.batch.ControlEvent;
import io.gristworks.core.batch.Decision;
import io.gristworks.core.batch.Reports;
import io.gristworks.core.lease.LeaseSettings;
import io.gristworks.core.lease.TaskDispatch;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** A coordinator: writes to its journal, then applies, then tells. Can be killed and woken. */
final class SimulatedCoordinator {
  private final Journal journal;
  private final Mail mail;
  private final Ledger ledger;
  private final RandomGenerator random;
  private final Fault fault;
  private final Set<String> nodes;
  private @Nullable Batch batch;
  private @Nullable TaskDispatch dispatch;

  SimulatedCoordinator(
      Journal journal,
      Mail mail,
      Ledger ledger,
      RandomGenerator random,
      Fault fault,
      Set<String> nodes) {
    this.journal = journal;
    this.mail = mail;
    this.ledger = ledger;
    this.random = random;
    this.fault = fault;
    this.nodes = nodes;
  }

  boolean isUp() {
    return dispatch != null;
  }

  Batch batch() {
    return Objects.requireNonNull(batch);
  }

  TaskDispatch dispatch() {
    return Objects.requireNonNull(dispatch);
  }

  void wake(Instant now) {
    batch = journal.rebuild(fault);
    var begins = batch.awake(now);
    dispatch = new TaskDispatch(batch, LeaseSettings.DEFAULT, now, now);
    if (begins instanceof Decision.Accepted(var events) && fault != Fault.NUMBERS_LEASES_ANEW) {
      write(events);
    }
    follow(now);
  }

  /** The process dies; what it had in memory is looked over a last time. */
  void die() {
    ledger.audit(journal, batch(), dispatch());
    batch = null;
    dispatch = null;
  }

  /** Somebody wishes something; the answer may not reach them. */
  Decision ask(Function<Batch, Decision> wish, Instant now) {
    var decision = wish.apply(batch());
    if (decision instanceof Decision.Accepted(var events)) {
      write(events);
      follow(now);
    }
    return decision;
  }

  void count(List<Letter.Report> reports, Instant now) {
    var knowing = fault == Fault.COUNTS_REPEATED_REPORTS ? journal.firstDay() : batch();
    var gathering =
        new Reports(
            knowing,
            job -> Objects.requireNonNullElse(dispatch().startedAt(job), now),
            now,
            random);
    var answers =
        reports.stream()
            .map(it -> new Letter.Acknowledged(it.node(), it.number(), gathering.count(it.jobs())))
            .toList();
    gathering.event().ifPresent(event -> write(List.of(event)));
    follow(now);
    answers.forEach(mail::send);
  }

  void handle(Letter.Holding holding, Instant now) {
    for (var lease : holding.leases()) {
      dispatch()
          .held(holding.node(), lease.number(), lease.job(), lease.tasks(), lease.unstarted(), now);
    }
    dispatch().heard(holding.node());
    follow(now);
  }

  void takeBack(Letter.GaveBack given, Instant now) {
    dispatch().gaveBack(given.lease(), given.job(), given.tasks());
    follow(now);
  }

  void grant(int job, String node, int workers, Instant now) {
    var before = dispatch().leased(job).clone();
    var lease = dispatch().grant(job, node, workers, now);
    lease.ifPresent(
        granted -> {
          ledger.granted(granted, before);
          mail.send(new Letter.Granted(node, granted));
        });
    if (lease.isEmpty()) {
      dispatch()
          .takeBackFor(job, node)
          .ifPresent(
              wanted ->
                  mail.send(new Letter.GiveBack(wanted.node(), wanted.lease(), wanted.keep())));
    }
  }

  void tick(Set<String> lost, Instant now) {
    if (fault != Fault.FORGETS_LAPSED_LEASES) {
      dispatch().lapse(lost, now);
    }
    dispatch().releaseDue(now);
    follow(now);
  }

  private void follow(Instant now) {
    for (int round = 0; ; round++) {
      var events = batch().automaticTransitions(dispatch()::leased, now);
      if (events.isEmpty()) {
        return;
      }
      if (round > 4 * batch().jobs().size() + 4) {
        throw new AssertionError("there is always something more to follow: " + events);
      }
      write(events);
    }
  }

  private void write(List<BatchEvent> events) {
    for (var event : events) {
      journal.write(event);
      ledger.saw(event);
      batch().apply(event);
      then(event);
    }
  }

  private void then(BatchEvent event) {
    switch (event) {
      case BatchSubmitted _, TasksAppended _, BatchEvent.JobAdded _, BatchEvent.TasksDerived _ ->
          dispatch().takeNewTasks();
      case CoordinatorAwoke _ -> dispatch().awake();
      case OutcomesAccepted accepted -> accepted.outcomes().forEach(this::settle);
      case TasksCancelled ended -> dispatch().cancelled(ended.job(), ended.tasks());
      case CancelRequested wish ->
          nodes.forEach(node -> mail.send(new Letter.Drop(node, wish.jobs())));
      case BatchEvent.TasksQuarantined given -> dispatch().cancelled(given.job(), given.tasks());
      case BatchEvent.FailedRetried again -> dispatch().revived(again.job(), again.tasks());
      case BatchEvent.CanaryEnded ended -> dispatch().revived(ended.job(), ended.released());
      case BatchSealed _, BatchEvent.SuspectsNamed _, ControlEvent _ -> {}
    }
  }

  private void settle(BatchEvent.JobOutcomes outcomes) {
    var told = RoaringBitmap.or(outcomes.succeeded().bits(), outcomes.failed().bits());
    outcomes.retries().forEach(retry -> told.add(retry.task()));
    dispatch().settled(outcomes.job(), told, outcomes.retries(), outcomes.busyMicros());
  }
}
