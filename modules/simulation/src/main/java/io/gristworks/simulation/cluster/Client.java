package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.simulation.Mutation;
import io.gristworks.simulation.check.InvariantViolation;
import io.gristworks.simulation.world.Address;
import io.gristworks.simulation.world.Envelope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who submits a batch, and asks again, at another gateway, until there is an answer. All
 * submissions of a key are one; another body under it is refused.
 */
final class Client {
  private static final long PATIENCE = 5_000_000_000L;
  private static final String ASIDE = "aside";
  private static final long AT_THE_END = 50_000_000;
  private static final long SOON_AFTER = 5_000_000_000L;
  private static final long LOOK_EVERY = 15_000_000_000L;

  private final SimulatedCluster world;
  private final Batches.Wanted wanted;
  private final RandomGenerator random;
  private final Deque<Step> steps = new ArrayDeque<>();
  private final List<String> ids = new ArrayList<>();
  private boolean cancels;
  private boolean waitsForTheEnd;
  private int asked;
  private int asides;
  private final StatusReader reader;

  /** Those of what has failed, at the end, that may not have come yet. */
  private int retrials;

  private record Step(String what, ToCoordinator.FromClient wish, Consumer<Object> answered) {}

  Client(SimulatedCluster world, Batches.Wanted wanted, RandomGenerator random) {
    this.world = world;
    this.wanted = wanted;
    this.random = random;
    this.cancels = wanted.mayEndEarly();
    this.reader = new StatusReader(world, this::currentId);
    steps.add(new Step("submit", submit(), this::submitted));
    if (wanted.open()) {
      appendAll();
      steps.add(new Step("seal", seal(), this::sealed));
    }
  }

  private void appendAll() {
    for (var each : wanted.appends()) {
      steps.add(new Step("append", each.right(), this::appended));
      if (each.part().job() == 0) {
        steps.add(new Step("reuse", each.wrong(), this::reused));
      }
    }
  }

  /** Will also cancel a job, or all, where {@code job} is negative, after a while. */
  Client alsoCancelling(int job, long after) {
    cancels = true;
    world.timeline().after(after, () -> cancel(job));
    return this;
  }

  /** Will also cancel a job, or all, just when another coordinator takes the batch over. */
  Client alsoCancellingWhenTakenOver(int job, long after) {
    cancels = true;
    var entity = Membership.coordinatorOf(currentId());
    world
        .timeline()
        .after(
            after,
            () -> {
              world.membership().whenHoused(entity, () -> cancel(job));
              world.membership().move(entity);
            });
    return this;
  }

  private void cancel(int job) {
    var name = job < 0 ? null : wanted.spec().jobs().get(job).name();
    command(new BatchCommand.Cancel(name, "enough", null));
  }

  /** Will also want that of the batch, again until there is an answer. */
  void alsoCommanding(BatchCommand command, long after) {
    cancels |=
        command instanceof BatchCommand.Cancel || command instanceof BatchCommand.SetDeadline;
    world.timeline().after(after, () -> command(command));
  }

  /** Will also pause a job, or all, and go on with it; again where a late pause comes after. */
  void alsoPausing(@Nullable String job, long after, long pause) {
    alsoCommanding(new BatchCommand.Pause(job, "somebody", "lunch"), after);
    world.timeline().after(after + pause, this::goOn);
  }

  private void goOn() {
    var book = world.oracles().of(currentId());
    boolean over = book.spec() != null && book.isFinished();
    if (!over) {
      command(new BatchCommand.Resume(null, "somebody"));
    }
    world.timeline().after(LOOK_EVERY, this::goOn); // it may go on, paused, after its end
  }

  /** Will also have failed tasks tried again just when the batch has ended, so many times. */
  void alsoRetryingAtTheEnd(int times, RandomGenerator chance) {
    var all = new BatchCommand.Selection.All();
    var retry = new BatchCommand.RetryFailed(null, all, 0, "somebody");
    var left = new AtomicInteger(times);
    world
        .oracles()
        .atEnd(
            currentId(),
            () -> {
              if (left.getAndDecrement() > 0) {
                retrials++;
                long wait = chance.nextLong(chance.nextBoolean() ? AT_THE_END : SOON_AFTER);
                world.timeline().after(wait, () -> command(retry));
                world.timeline().after(wait + PATIENCE, () -> retrials--);
              }
            });
  }

  /**
   * Will also have failed tasks tried again once the batch has ended, and then a while has passed;
   * just then the pools may move, and forget what they were offered.
   */
  void alsoRetryingAfterTheEnd(long wait, boolean poolMoves) {
    waitsForTheEnd = true;
    world
        .timeline()
        .after(
            LOOK_EVERY / 3,
            () -> {
              if (!world.oracles().of(currentId()).isFinished()) {
                alsoRetryingAfterTheEnd(wait, poolMoves);
              } else {
                world.timeline().after(wait, () -> retryAfterTheEnd(poolMoves));
              }
            });
  }

  private void retryAfterTheEnd(boolean poolMoves) {
    var all = new BatchCommand.Selection.All();
    var retry = new BatchCommand.RetryFailed(null, all, 0, "somebody");
    ask(
        new Step(
            ASIDE,
            new ToCoordinator.Control(retry),
            _ -> {
              waitsForTheEnd = false;
              if (poolMoves) {
                world.membership().movePool();
              }
            }));
  }

  /** A wish beside the others, once there is something to wish it of. */
  private void command(BatchCommand command) {
    if (steps.isEmpty() || !steps.getFirst().what().equals("submit")) {
      asides++;
      ask(new Step(ASIDE, new ToCoordinator.Control(command), this::asideAnswered));
    }
  }

  /** Will also submit something else under its key. */
  Client alsoConfused() {
    var other = wanted.otherwise();
    steps.add(
        new Step(
            "confuse",
            new ToCoordinator.Submit(other, false, wanted.parts()),
            answer -> {
              if (!(answer instanceof SimulatedMessages.Denied(Refusal.KeyUsedOtherwise _))) {
                throw new InvariantViolation("I11", "another body under the same key: " + answer);
              }
            }));
    return this;
  }

  /** Begins; a batch can name only such as exist, so for those it waits first. */
  void start() {
    var needed = wanted.spec().afterBatches();
    if (needed.stream().allMatch(each -> world.oracles().isAnswered(each.batch()))) {
      next();
      look();
      if (wanted.mayBePaused()) {
        world.timeline().after(LOOK_EVERY, this::goOn);
      }
    } else {
      world.timeline().after(PATIENCE, this::start);
    }
  }

  /** Looks now and then how its batch stands, until that is over. */
  private void look() {
    world
        .timeline()
        .after(
            LOOK_EVERY,
            () -> {
              reader.look();
              if (reader.goesOn()) {
                look();
              }
            });
  }

  private void asideAnswered(Object answer) {
    asides--;
    if (answer instanceof SimulatedMessages.Granted) {
      reader.answered();
    }
    reader.look();
  }

  boolean isContent() {
    return steps.isEmpty() && asides == 0 && !waitsForTheEnd && retrials == 0;
  }

  private void next() {
    if (!steps.isEmpty()) {
      ask(steps.getFirst());
    }
  }

  private String id() {
    boolean anew = world.mutation() == Mutation.SUBMITS_ANEW;
    var id = BatchId.of(wanted.spec().tenant(), wanted.key() + (anew ? "/" + asked : "")).value();
    if (!ids.contains(id)) {
      ids.add(id);
      world.plans().plan(id, wanted.plans());
    }
    return id;
  }

  private String currentId() {
    return ids.isEmpty() ? id() : ids.getLast();
  }

  private void ask(Step step) {
    var up = world.machines().stream().filter(Machine::isUp).toList();
    boolean open = step.what().equals(ASIDE) || step.equals(steps.peekFirst());
    if (!open) {
      return;
    }
    if (up.isEmpty()) {
      world.timeline().after(PATIENCE, () -> ask(step));
      return;
    }
    asked++;
    var id = step.what().equals("submit") ? id() : currentId();
    var gateway = up.get(random.nextInt(up.size()));
    var inbox = new Inbox(gateway, step, id);
    gateway.house(inbox);
    world
        .membership()
        .route(
            new Envelope(inbox.self, new SimulatedMessages.Wish(step.what(), inbox.uploads.wish())),
            Membership.coordinatorOf(id));
    world
        .timeline()
        .after(
            PATIENCE,
            () -> {
              if (!inbox.answered) {
                gateway.evict(inbox);
                inbox.answered = true;
                ask(step);
              }
            });
  }

  /** Where one answer comes in; dies with its gateway. */
  private final class Inbox implements SimulatedActor {
    private final Machine gateway;
    private final Address self;
    private final Step step;
    private final String id;
    private final RequestUploads uploads;
    private boolean answered;

    Inbox(Machine gateway, Step step, String id) {
      this.gateway = gateway;
      this.self = world.freshRef(gateway, "client-" + wanted.key());
      this.step = step;
      this.id = id;
      this.uploads = new RequestUploads(world, gateway, id, self.number(), step.wish());
    }

    @Override
    public Address ref() {
      return self;
    }

    @Override
    public void handle(Envelope envelope) {
      boolean known =
          !(envelope.words() instanceof SimulatedMessages.Denied(Refusal.UnknownBatch _));
      if (answered || (!known && !step.what().equals(ASIDE))) {
        return; // one that is there is denied by a coordinator that has been left behind
      }
      answered = true;
      gateway.evict(this);
      uploads.answered(envelope.words());
      if (step.what().equals(ASIDE)) {
        step.answered().accept(envelope.words());
        return;
      }
      if (step.what().equals("submit") && envelope.words() instanceof SimulatedMessages.Granted) {
        world
            .oracles()
            .submitted(wanted.key(), id, wanted.spec(), wanted.open() ? List.of() : wanted.tasks());
      }
      step.answered().accept(envelope.words());
      if (step.equals(steps.peekFirst())) {
        steps.removeFirst();
        next();
      }
    }
  }

  // Wishes and their answers.

  private ToCoordinator.Submit submit() {
    return new ToCoordinator.Submit(
        wanted.spec(), wanted.open(), wanted.open() ? List.of() : wanted.parts());
  }

  private void submitted(Object answer) {
    if (answer instanceof SimulatedMessages.Denied(var why)) {
      throw new InvariantViolation("I11", "a submission was refused: " + why);
    }
  }

  private void appended(Object answer) {
    if (answer instanceof SimulatedMessages.Denied(var why) && !cancels) {
      throw new InvariantViolation("P1", "an append was refused: " + why);
    }
  }

  private void reused(Object answer) {
    boolean refused =
        answer instanceof SimulatedMessages.Denied(var why)
            && (cancels || why instanceof Refusal.AppendKeyUsedOtherwise);
    if (!refused) {
      throw new InvariantViolation("I11", "other tasks under the key of an append: " + answer);
    }
  }

  private ToCoordinator.Seal seal() {
    var expected = new TreeMap<String, Long>();
    var tasks = wanted.tasks();
    for (int job = 0; job < tasks.size(); job++) {
      if (tasks.get(job) >= 0) {
        expected.put(wanted.spec().jobs().get(job).name(), (long) tasks.get(job));
      }
    }
    return new ToCoordinator.Seal(expected);
  }

  private void sealed(Object answer) {
    if (answer instanceof SimulatedMessages.Denied(var why) && !cancels) {
      throw new InvariantViolation("P1", "a seal was refused: " + why);
    }
    if (answer instanceof SimulatedMessages.Granted && !cancels) {
      world.oracles().submitted(wanted.key(), currentId(), wanted.spec(), wanted.tasks());
    }
  }

  /** I11: whatever happened, the key has become one batch. */
  void check() {
    world.oracles().submissionsOf(wanted.key(), ids);
  }
}
