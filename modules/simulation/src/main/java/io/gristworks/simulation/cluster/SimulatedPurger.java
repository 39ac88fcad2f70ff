package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.retention.BatchPart;
import io.gristworks.core.retention.EndedBatch;
import io.gristworks.core.retention.PurgeEffect;
import io.gristworks.core.retention.PurgeRun;
import io.gristworks.core.retention.PurgeRun.Answer;
import io.gristworks.core.retention.PurgeSettings;
import io.gristworks.simulation.Mutation;
import io.gristworks.simulation.world.Address;
import io.gristworks.simulation.world.Envelope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The purger, around the real {@link PurgeRun}: it runs on the oldest machine. */
final class SimulatedPurger implements SimulatedActor {
  /** Longer than all clocks of a day can be apart. */
  static final Duration KEEP = Duration.ofHours(12);

  private static final PurgeSettings SETTINGS =
      new PurgeSettings(KEEP, Duration.ofSeconds(7), Duration.ofMillis(20), 2);

  private static final long PATIENCE_NANOS = 4_000_000_000L;
  private static final long USUAL_NANOS = 5_000_000;
  private static final int PAGE = 3;

  private final SimulatedCluster world;
  private final Machine machine;
  private final Address self;
  private final RandomGenerator random;

  private final BooleanSupplier isOldest;
  private boolean oldest;

  private SimulatedPurger(SimulatedCluster world, Machine machine, BooleanSupplier isOldest) {
    this.isOldest = isOldest;
    this.world = world;
    this.machine = machine;
    this.self = world.freshRef(machine, "purger");
    this.random = world.chanceOf("purger on " + machine.name());
  }

  @Override
  public Address ref() {
    return self;
  }

  /**
   * Purges on a machine from now on.
   *
   * @param isOldest whether the machine is the oldest of its cluster
   */
  static void begin(SimulatedCluster world, Machine machine, BooleanSupplier isOldest) {
    var purger = new SimulatedPurger(world, machine, isOldest);
    machine.house(purger);
    purger.rest();
  }

  private void rest() {
    machine.after(SETTINGS.every().toNanos(), this::due);
  }

  /** Whoever has just become the oldest rests first. */
  private void due() {
    boolean was = oldest;
    oldest = isOldest.getAsBoolean();
    if (!was || !oldest) {
      rest();
      return;
    }
    var begun = new PurgeRun(SETTINGS, machine.clock());
    carry(begun, begun.begin());
  }

  private void carry(PurgeRun of, List<PurgeEffect> effects) {
    for (var effect : effects) {
      switch (effect) {
        case PurgeEffect.Find(var endedBefore, var after) ->
            machine.after(takes(), () -> find(of, endedBefore, after));
        case PurgeEffect.AskToRetire(var batch, var endedBefore) -> ask(of, batch, endedBefore);
        case PurgeEffect.Remove(var batch, var part, var at, var pause) ->
            machine.after(pause.toNanos() + takes(), () -> remove(of, batch, part, at));
        case PurgeEffect.End _ -> rest();
      }
    }
  }

  private void find(PurgeRun of, Instant endedBefore, @Nullable EndedBatch after) {
    if (fails()) {
      rest();
    } else {
      boolean early = world.mutation() == Mutation.RETIRES_TOO_EARLY;
      carry(of, of.found(world.views().ended(early ? machine.clock() : endedBefore, after, PAGE)));
    }
  }

  private void ask(PurgeRun of, BatchId batch, Instant endedBefore) {
    if (world.mutation() == Mutation.PURGES_WITHOUT_ASKING) {
      machine.after(takes(), () -> carry(of, of.answered(batch, Answer.RETIRED)));
      return;
    }
    var moment = world.mutation() == Mutation.RETIRES_TOO_EARLY ? machine.clock() : endedBefore;
    var inbox = new Inbox(of, batch);
    machine.house(inbox);
    world
        .membership()
        .route(
            new Envelope(
                inbox.self, new SimulatedMessages.Wish("retire", new ToCoordinator.Retire(moment))),
            Membership.coordinatorOf(batch.value()));
    machine.after(PATIENCE_NANOS, () -> inbox.answered(Answer.UNKNOWN));
  }

  private void remove(PurgeRun of, BatchId batch, BatchPart part, int at) {
    var removed = fails() ? null : world.batches().remove(batch.value(), part, at);
    carry(of, removed == null ? of.failed(batch) : of.removed(batch, removed));
  }

  private boolean fails() {
    return world.owners().isCutOff(machine)
        || !world.owners().admits(machine.incarnation())
        || (world.segments().isTroubled() && random.nextBoolean());
  }

  private long takes() {
    return 1 + random.nextLong(USUAL_NANOS);
  }

  @Override
  public void handle(Envelope envelope) {
    throw new IllegalStateException("nobody speaks to a purger: " + envelope.words());
  }

  /** Where the answer of one coordinator comes in. */
  private final class Inbox implements SimulatedActor {
    private final PurgeRun of;
    private final BatchId batch;
    private final Address self;

    Inbox(PurgeRun of, BatchId batch) {
      this.of = of;
      this.batch = batch;
      this.self = world.freshRef(machine, "purge of " + batch.value());
    }

    @Override
    public Address ref() {
      return self;
    }

    @Override
    public void handle(Envelope envelope) {
      answered(
          envelope.words() instanceof SimulatedMessages.Denied(var why)
              ? Answer.of(why)
              : Answer.RETIRED);
    }

    private void answered(Answer answer) {
      if (machine.houses(this)) {
        machine.evict(this);
        carry(of, of.answered(batch, answer));
      }
    }
  }
}
