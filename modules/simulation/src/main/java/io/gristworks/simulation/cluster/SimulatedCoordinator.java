package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.coordinator.Activity;
import io.gristworks.core.coordinator.Coordinator;
import io.gristworks.core.coordinator.CoordinatorInput;
import io.gristworks.core.coordinator.CoordinatorRules;
import io.gristworks.core.coordinator.Transition;
import io.gristworks.core.coordinator.ViewWrites;
import io.gristworks.core.lease.BatchStatusBuilder;
import io.gristworks.core.lease.LeaseSettings;
import io.gristworks.core.lease.Rate;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.simulation.Mutation;
import io.gristworks.simulation.check.InvariantViolation;
import io.gristworks.simulation.world.Address;
import io.gristworks.simulation.world.Envelope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator of one batch on one machine, around the real {@link Coordinator}: reads the
 * journal, writes before it tells, keeps messages while it writes, and begins anew after a failure.
 */
final class SimulatedCoordinator implements SimulatedActor {
  static final CoordinatorRules RULES =
      new CoordinatorRules(
          LeaseSettings.DEFAULT,
          Duration.ofSeconds(3),
          operation -> operation.equals(Batches.CPU_BOUND));

  /** Short, so that ended batches are put away, and woken by a retry, within a day. */
  private static final Duration IDLE_STOP = Duration.ofSeconds(20);

  private static final long READING_NANOS = 100_000_000;
  private static final long CHECK_EVERY_ON_LONG_DAYS = 4_096;

  private final SimulatedCluster world;
  private final Machine machine;
  private final String id;
  private final Address self;
  private final RandomGenerator random;
  private final Deque<Envelope> waiting = new ArrayDeque<>();
  private final CoordinatorEffectRunner carrier;
  private final DecisionMutation decisionMutation;
  private final ViewPublisher views;
  private final Map<Integer, Rate> rates = new HashMap<>(); // asked by key only
  private boolean ready;
  private @Nullable Runnable stopped;
  private Batch batch;
  private @Nullable Coordinator coordinator;
  private long sequence;
  private long keptAt;
  private int failures;
  private Activity activity = Activity.EMPTY;

  /** By which a tick, or a wish to be put away, knows that it is not the latest any more. */
  private long beats;

  private boolean hasEnded;
  private long turns;

  SimulatedCoordinator(SimulatedCluster world, Machine machine, String id) {
    this.world = world;
    this.machine = machine;
    this.id = id;
    this.self = world.freshRef(machine, "coordinator-" + id);
    this.random = world.freshChance();
    this.batch = new Batch(new BatchId(id));
    this.carrier = new CoordinatorEffectRunner(world, machine, this, random);
    this.decisionMutation = new DecisionMutation(world, this);
    this.views = new ViewPublisher(world, machine, this);
  }

  @Override
  public Address ref() {
    return self;
  }

  String id() {
    return id;
  }

  /** Where it lives. */
  Machine machine() {
    return machine;
  }

  Batch batch() {
    return batch;
  }

  /** What its machine's clock shows. */
  Instant clock() {
    return machine.clock();
  }

  /** Null while it reads. */
  @Nullable Coordinator coordinator() {
    return coordinator;
  }

  /** Whether it is not reading, nor writing, so that it does at once what is to be done. */
  boolean isReady() {
    return ready;
  }

  /** How many events of its batch it has heard of. */
  long revision() {
    return sequence;
  }

  /** Whether it has heard of all that is written. */
  boolean isLatest() {
    return sequence == world.journal().size(id);
  }

  /** How the batch stands, as clients are told; null where there is none. */
  @Nullable BatchStatus status() {
    var status = currentStatus();
    if (status != null) {
      world.oracles().told(status, isLatest());
    }
    return status;
  }

  /** The same, told to nobody. */
  @Nullable BatchStatus currentStatus() {
    var deciding = coordinator;
    if (batch.retirement().refusal().isPresent() || deciding == null) {
      return null;
    }
    var now = machine.clock();
    return BatchStatusBuilder.of(
        batch, deciding.dispatch(), job -> rate(job).perSecond(now), sequence);
  }

  private Rate rate(int job) {
    return rates.computeIfAbsent(job, _ -> new Rate());
  }

  private void count(BatchEvent event) {
    if (event instanceof BatchEvent.OutcomesAccepted accepted) {
      for (var outcomes : accepted.outcomes()) {
        long ended = (long) outcomes.succeeded().size() + outcomes.failed().size();
        rate(outcomes.job()).add(ended, event.at());
      }
    }
  }

  void start() {
    read();
  }

  /** Ends once nothing is being written. */
  void stop(Runnable then) {
    stopped = then;
    if (ready) {
      then.run();
    }
  }

  private boolean isHere() {
    return machine.shell(self.number()) == this;
  }

  // Reading.

  private void read() {
    ready = false;
    coordinator = null;
    machine.after(
        1 + random.nextLong(READING_NANOS),
        () -> {
          if (isHere()) {
            recovered();
          }
        });
  }

  private void recovered() {
    batch = world.journal().read(id);
    if (batch.retirement().isContradicted()) {
      throw new InvariantViolation("I7", "the journal of " + id + " begins in its middle");
    }
    sequence = world.journal().size(id);
    coordinator =
        new Coordinator(
            batch,
            RULES,
            random,
            batch.exists() && !batch.isFinished(),
            machine.pool().epoch(),
            machine.time());
    rates.clear();
    carrier.begin();
    views.begin();
    ready = true;
    take(new Envelope(self, new CoordinatorInput.Recovered()));
    goOn();
  }

  /** Whether what was written is known is not known: begins anew, later each time. */
  void fail() {
    world.note("restart", self.number(), failures, () -> self.toString());
    ready = false;
    coordinator = null;
    failures++;
    long pause = Math.min(10_000_000_000L, 200_000_000L << Math.min(failures, 6));
    machine.after(
        pause,
        () -> {
          if (isHere()) {
            endOr(this::read);
          }
        });
  }

  private void endOr(Runnable otherwise) {
    if (stopped != null) {
      stopped.run();
    } else {
      otherwise.run();
    }
  }

  /** Ticks, or is put away, as the core wants it; looked at after each message. */
  private void keepTime(Coordinator deciding) {
    var wanted = deciding.activity(views.owes(sequence));
    hasEnded |= wanted == Activity.ENDED;
    if (hasEnded && world.mutation() == Mutation.STOPS_TICKING_AT_THE_FIRST_END) {
      wanted = Activity.ENDED;
    }
    if (wanted != activity || wanted != Activity.ACTIVE) {
      activity = wanted;
      long beat = ++beats;
      switch (wanted) {
        case ACTIVE -> tick(beat);
        case ENDED -> leave(beat, IDLE_STOP);
        case EMPTY -> leave(beat, Activity.EMPTY_FOR);
      }
    }
  }

  /** Looks again whether it ticks, after something else than a message. */
  void followTime() {
    if (ready && coordinator != null) {
      keepTime(coordinator);
    }
  }

  private void tick(long beat) {
    machine.after(
        Activity.TICK.toNanos(),
        () -> {
          if (isHere() && beat == beats) {
            tick(beat);
            if (ready) {
              handle(new Envelope(self, new CoordinatorInput.Ticked()));
            }
          }
        });
  }

  private void leave(long beat, Duration idle) {
    machine.after(
        idle.toNanos(),
        () -> {
          if (isHere() && beat == beats && ready && waiting.isEmpty()) {
            world.membership().putAway(machine, this);
          }
        });
  }

  // Hearing.

  @Override
  public void handle(Envelope envelope) {
    waiting.addLast(envelope);
    goOn();
  }

  private void goOn() {
    while (ready && !waiting.isEmpty() && isHere()) {
      if (stopped != null) {
        stopped.run();
        return;
      }
      take(waiting.removeFirst());
    }
  }

  /** Says something to itself, after all that waits. */
  void tellSelf(CoordinatorInput news) {
    machine.after(
        0,
        () -> {
          if (isHere()) {
            handle(new Envelope(self, news));
          }
        });
  }

  private void take(Envelope envelope) {
    var deciding = Objects.requireNonNull(coordinator, "ready, so it has read");
    var news = carrier.open(envelope);
    if (news == null) {
      keepTime(deciding);
      return;
    }
    carrier.before(news);
    deciding.poolIs(machine.pool().epoch());
    var turn = decisionMutation.instead(deciding.handle(news, machine.time()), news);
    carrier.after(news, turn);
    if (turn.events().isEmpty()) {
      carrier.carry(turn.effects(), envelope.from());
      if (ViewWrites.mayFollow(news)) {
        views.publish();
      }
      keepTime(deciding);
      check();
    } else {
      write(turn, envelope);
    }
  }

  private void write(Transition turn, Envelope envelope) {
    ready = false;
    if (world.mutation() == Mutation.TELLS_BEFORE_WRITING) {
      carrier.carry(turn.effects(), envelope.from());
    }
    world
        .journal()
        .append(
            machine,
            id,
            sequence + 1,
            turn.events(),
            good -> {
              if (isHere()) {
                if (good) {
                  written(turn, envelope);
                } else {
                  fail();
                }
              }
            });
  }

  private void written(Transition turn, Envelope envelope) {
    var deciding = Objects.requireNonNull(coordinator, "writes, so it has read");
    turn.events().forEach(batch::apply);
    turn.events().forEach(this::count);
    sequence += turn.events().size();
    failures = 0;
    ready = true;
    carrier.carry(deciding.written(turn, machine.time()), envelope.from());
    views.publish();
    if (sequence - keptAt >= world.scenario().snapshotEvery()
        && batch.retirement().refusal().isEmpty()) {
      keptAt = sequence;
      world.journal().keep(id, batch.snapshot(), sequence);
    }
    keepTime(deciding);
    check();
    if (random.nextInt(256) == 0 && !world.isLong()) {
      world.journal().checkReplay(batch, sequence);
    }
    goOn();
  }

  /** Writes events that nobody decided; for a mutation. */
  void forge(List<BatchEvent> events) {
    ready = false;
    world.journal().append(machine, id, sequence + 1, events, _ -> fail());
  }

  private void check() {
    var deciding = coordinator;
    turns++;
    if (deciding != null && ready && (!world.isLong() || turns % CHECK_EVERY_ON_LONG_DAYS == 0)) {
      world.oracles().stands(batch, deciding.dispatch(), isLatest());
    }
  }
}
