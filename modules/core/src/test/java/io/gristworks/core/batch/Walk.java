package io.gristworks.core.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchEvent.OutcomesAccepted;
import io.gristworks.core.batch.Reports.Failure;
import io.gristworks.core.lease.LeaseSettings;
import io.gristworks.core.lease.Losses;
import io.gristworks.core.lease.TaskDispatch;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.roaringbitmap.RoaringBitmap;

/**
 * A walk through whatever can happen to one batch: a model coordinator without a network. Books are
 * kept beside it by {@link WalkBooks}, and looked at after each event.
 */
final class Walk {
  private static final int MOST_CALM_ROUNDS = 2_000;

  private final RandomGenerator random;
  private final WalkPlan plan;
  private final WalkBooks books = new WalkBooks();
  private final List<BatchEvent> journal = new ArrayList<>();
  private final Map<Integer, Map<Integer, Integer>> held = new HashMap<>();
  private final List<UUID> stored = new ArrayList<>();
  private Instant now = Sample.NOON;
  private Batch batch = new Batch(Sample.ID);
  private TaskDispatch dispatch = new TaskDispatch(batch, LeaseSettings.DEFAULT, now, now);
  private double failing;
  private int serial;

  Walk(RandomGenerator random) {
    this.random = random;
    this.plan = new WalkPlan(random, now);
    this.failing = List.of(0.0, 0.1, 0.5, 0.9).get(random.nextInt(4));
  }

  /** Goes all the way. */
  void go() {
    begin();
    int steps = random.nextInt(20, 400);
    for (int step = 0; step < steps; step++) {
      now = now.plusMillis(random.nextInt(20) == 0 ? random.nextInt(30_000) : random.nextInt(300));
      step();
    }
    calm();
    books.checkTheEnd(batch);
    discard();
    checkReplay();
    retire();
  }

  /** What happened, by kind. */
  Map<String, Integer> met() {
    var met = new TreeMap<String, Integer>();
    journal.forEach(event -> met.merge(event.getClass().getSimpleName(), 1, Integer::sum));
    return met;
  }

  private void begin() {
    var spec = plan.spec();
    boolean open = random.nextInt(3) == 0;
    var inputs = open ? List.<InputPart>of() : plan.inputs(spec);
    ask(batch.submit(spec, open, inputs, now));
    ask(batch.awake(now));
    while (batch.isOpen() && random.nextInt(8) > 0) {
      if (random.nextInt(3) == 0) {
        ask(batch.decide(plan.command(batch), dispatch::leased, now));
      }
      var part = plan.part(random.nextInt(batch.jobs().size()));
      ask(
          batch.append(
              batch.jobs().get(part.job()).spec().name(), part, Sample.key("k" + serial++), now));
    }
    for (int at = 0; at < batch.jobs().size(); at++) {
      var job = batch.jobs().get(at).spec();
      if (batch.isOpen() && job.source().kind() == TaskSource.Kind.SUBMITTED) {
        ask(batch.append(job.name(), plan.part(at), Sample.key("k" + serial++), now));
      }
    }
    ask(batch.seal(new TreeMap<>(), now));
    assertThat(batch.isOpen()).isFalse();
  }

  private void step() {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5 -> grant(random.nextInt(batch.jobs().size()));
      case 6, 7, 8, 9, 10, 11 -> report(random.nextInt(batch.jobs().size()), failing);
      case 12 -> lose(random.nextInt(batch.jobs().size()));
      case 13, 14 -> derive(random.nextInt(batch.jobs().size()));
      case 15 -> failOver();
      case 16 -> batch.awaits().stream().findFirst().ifPresent(this::endAwaited);
      case 17 -> {
        discard();
        checkReplay();
      }
      default -> ask(batch.decide(plan.command(batch), dispatch::leased, now));
    }
    dispatch.releaseDue(now);
    follow();
    var mayRetire = batch.retirement().decide(Instant.MAX, now) instanceof Decision.Accepted;
    assertThat(mayRetire).as("only what has ended may retire").isEqualTo(batch.isFinished());
  }

  private void calm() {
    failing = 0;
    batch.awaits().forEach(this::endAwaited);
    for (int round = 0; !batch.isFinished(); round++) {
      assertThat(round).as("rounds without an end: %s", this).isLessThan(MOST_CALM_ROUNDS);
      now = now.plusSeconds(10);
      dispatch.releaseDue(now);
      ask(batch.decide(new BatchCommand.Resume(null, "ana"), dispatch::leased, now));
      for (int job = 0; job < batch.jobs().size(); job++) {
        derive(job);
        grant(job);
        report(job, 0);
        if (batch.jobs().get(job).isInterrupted()) {
          drop(job);
        }
      }
      follow();
    }
  }

  /** Its time is over; and however much of its journal is gone from the front, that is known. */
  private void retire() {
    ask(batch.retirement().decide(Instant.MAX, now));
    assertThat(batch.retirement().hasCome()).isTrue();
    var rest = new Batch(Sample.ID);
    journal.subList(random.nextInt(journal.size()), journal.size()).forEach(rest::apply);
    assertThat(rest.retirement().event()).isEqualTo(batch.retirement().event());
  }

  // What happens.

  private void grant(int job) {
    var lease = dispatch.grant(job, "node-" + job, random.nextInt(1, 9), now);
    lease.ifPresent(
        granted -> {
          books.granted(batch, job);
          granted
              .tasks()
              .forEach(
                  task ->
                      held.computeIfAbsent(job, _ -> new TreeMap<>())
                          .put(task, granted.failedAttempts().getOrDefault(task, 0) + 1));
          ask(batch.started(job, now));
        });
  }

  private void report(int job, double failures) {
    var mine = held.getOrDefault(job, Map.of());
    var done = new RoaringBitmap();
    var failed = new ArrayList<Failure>();
    for (var each : new TreeMap<>(mine).entrySet()) {
      if (random.nextInt(3) == 0) {
        continue;
      }
      if (random.nextDouble() < failures) {
        var what = "line " + each.getKey() + " of '" + each.getValue() + "' is bad";
        failed.add(
            new Failure(each.getKey(), each.getValue(), plan.kind(), what, random.nextInt(8) == 0));
      } else {
        done.add(each.getKey());
      }
    }
    if (done.isEmpty() && failed.isEmpty()) {
      return;
    }
    var segment =
        new SegmentRef(new UUID(1, serial++), 0, 99, done.getCardinality() + failed.size());
    var report =
        new Reports.JobReport(job, segment, TaskSet.owning(done), failed, new TreeMap<>(), 1_000);
    stored.add(segment.id());
    var reports = new Reports(batch, _ -> now, now, random);
    var refused = reports.count(List.of(report));
    if (refused.isEmpty()) {
      done.forEach((int task) -> mine.remove(task));
      failed.forEach(failure -> mine.remove(failure.task()));
      books.counted(job, failed);
      reports.event().ifPresent(event -> write(List.of(event)));
    } else {
      refused.getOrDefault(job, TaskSet.empty()).forEach(mine::remove);
    }
  }

  /** The node of a job dies, running some of what it holds. */
  private void lose(int job) {
    var running = new RoaringBitmap();
    dispatch.leased(job).forEach((int task) -> add(running, task));
    var node = "node-" + job + "#" + serial++;
    var before = journal.size();
    ask(batch.blame(job, TaskSet.owning(running), TaskSet.owning(running), node, "killed", now));
    boolean wrote = journal.size() > before;
    ask(batch.blame(job, TaskSet.owning(running), TaskSet.owning(running), node, "killed", now));
    assertThat(journal.size() - before).as("a death told twice").isLessThanOrEqualTo(wrote ? 2 : 0);
    drop(job);
  }

  private void add(RoaringBitmap to, int task) {
    if (random.nextInt(4) == 0) {
      to.add(task);
    }
  }

  /** What the node of a job held is nobody's; maybe it reports some of it later. */
  private void drop(int job) {
    Losses.lapse(dispatch, Set.of("node-" + job), now);
    if (random.nextInt(3) > 0) {
      held.remove(job);
    }
  }

  private void derive(int job) {
    batch
        .feed(job)
        .ifPresent(
            feed -> {
              int end = random.nextInt(feed.from() + 1, feed.end() + 1);
              int results = books.successes(feed.source(), feed.from(), end);
              var sizes = results == 0 ? List.<Integer>of() : List.of(results);
              var part = new InputPart(job, "derived-" + job + "-" + feed.from(), sizes);
              ask(batch.derive(part, feed.from(), end, now));
              assertThat(batch.derive(part, feed.from(), end, now))
                  .isEqualTo(new Decision.AlreadyTrue());
            });
  }

  /** What is stored and was never counted is given up, and can never be counted. */
  private void discard() {
    var decision = batch.segments().discard(stored, now);
    assertThat(decision instanceof Decision.Refused).isNotEqualTo(batch.isFinished());
    ask(decision);
    for (var job : batch.jobs()) {
      assertThat(job.segments()).noneMatch(each -> batch.segments().isDiscarded(each.id()));
    }
    if (batch.isFinished()) {
      assertThat(batch.segments().discard(stored, now)).isEqualTo(new Decision.AlreadyTrue());
    }
  }

  private void endAwaited(String other) {
    var status = List.of(Status.COMPLETED, Status.FAILED, Status.CANCELLED).get(random.nextInt(3));
    ask(batch.awaitedEnded(new AwaitedEnd(other, status, random.nextInt(2)), now));
  }

  /** Another coordinator: from the journal, or a snapshot; leases are forgotten. */
  private void failOver() {
    if (random.nextBoolean()) {
      batch = new Batch(Sample.ID, batch.snapshot());
    } else {
      batch = replay();
    }
    dispatch = new TaskDispatch(batch, LeaseSettings.DEFAULT, now, now);
    ask(batch.awake(now));
    dispatch.awake();
  }

  private void ask(Decision decision) {
    if (decision instanceof Decision.Accepted(var events)) {
      write(events);
    }
  }

  private void follow() {
    for (int round = 0; ; round++) {
      var events = batch.automaticTransitions(dispatch::leased, now);
      if (events.isEmpty()) {
        break;
      }
      assertThat(round).as("there is always something more: %s", events).isLessThan(60);
      assertThat(batch.automaticTransitions(dispatch::leased, now)).isEqualTo(events);
      write(events);
    }
    batch.nextTimer().ifPresent(due -> assertThat(due).as("what is due has followed").isAfter(now));
  }

  private void write(List<BatchEvent> events) {
    for (var event : events) {
      journal.add(event);
      batch.apply(event);
      then(event);
      books.saw(event, batch, dispatch);
    }
  }

  private void then(BatchEvent event) {
    switch (event) {
      case OutcomesAccepted accepted -> accepted.outcomes().forEach(this::settle);
      case BatchEvent.TasksCancelled ended -> dispatch.cancelled(ended.job(), ended.tasks());
      case BatchEvent.TasksQuarantined given -> dispatch.cancelled(given.job(), given.tasks());
      case BatchEvent.FailedRetried again -> dispatch.revived(again.job(), again.tasks());
      case BatchEvent.CanaryEnded ended -> dispatch.revived(ended.job(), ended.released());
      default -> dispatch.takeNewTasks();
    }
  }

  private void settle(BatchEvent.JobOutcomes outcomes) {
    dispatch.settled(outcomes.job(), outcomes.told(), outcomes.retries(), outcomes.busyMicros());
  }

  private Batch replay() {
    var again = new Batch(Sample.ID);
    journal.forEach(again::apply);
    return again;
  }

  private void checkReplay() {
    assertThat(replay().snapshot()).isEqualTo(batch.snapshot());
    int cut = random.nextInt(1, journal.size() + 1);
    var part = new Batch(Sample.ID);
    journal.subList(0, cut).forEach(part::apply);
    var rest = new Batch(Sample.ID, part.snapshot());
    journal.subList(cut, journal.size()).forEach(rest::apply);
    assertThat(rest.snapshot()).as("snapshot after event %d", cut).isEqualTo(batch.snapshot());
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (int at = 0; at < batch.jobs().size(); at++) {
      text.append(batch.jobs().get(at).spec().name())
          .append(' ')
          .append(batch.jobs().get(at).status(false, false))
          .append(' ')
          .append(dispatch.counts(at))
          .append(" waits for ")
          .append(batch.waitsFor(at))
          .append('\n');
    }
    return text.toString();
  }
}
