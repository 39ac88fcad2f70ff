package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.simulation.check.BatchOracle;
import io.gristworks.simulation.check.InvariantViolation;
import io.gristworks.simulation.world.Address;
import io.gristworks.simulation.world.Envelope;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What comes after a day: time passes until the retention of all batches is over, and they are
 * purged, while some fall to machines that die and to a store that fails. Some people come late:
 * they want something of a batch that is being purged, or is gone.
 */
public final class RetentionPhase {
  private static final long SECOND = 1_000_000_000;

  /** The clock that the last end is dated by may be hours before that of whoever purges. */
  private static final Duration LASTS = SimulatedPurger.KEEP.plusHours(8);

  /** Batches that go on for somebody who came late are purged in a later night. */
  private static final long NEXT_AFTER = 30 * SECOND;

  private static final BatchCommand RETRY =
      new BatchCommand.RetryFailed(null, new BatchCommand.Selection.All(), 0, "somebody late");

  private static final BatchCommand URGENT =
      new BatchCommand.SetPriority(null, Priority.HIGH, "somebody late");

  private static final BatchCommand CANCEL = new BatchCommand.Cancel(null, "late", null);

  private final SimulatedCluster world;
  private final RandomGenerator random;
  private boolean come;
  private long cameAt;

  /** It has not come yet. */
  public RetentionPhase(SimulatedCluster world) {
    this.world = world;
    this.random = world.chanceOf("night");
  }

  /** Whether it has come. */
  public boolean hasCome() {
    return come;
  }

  /** It comes. */
  public void come() {
    boolean first = !come;
    come = true;
    cameAt = world.timeline().now();
    world.passTime(LASTS);
    if (!first) {
      return;
    }
    for (var book : world.oracles().all()) {
      if (book.spec() != null) {
        for (int times = random.nextInt(4); times > 0; times--) {
          within(40 * SECOND, () -> late(book));
        }
        within(40 * SECOND, () -> send(book, world.lastReport(book.id())));
      }
    }
    for (int times = random.nextInt(3); times > 0; times--) {
      within(20 * SECOND, () -> world.trouble(random.nextLong(4 * SECOND), true));
      within(20 * SECOND, this::crash);
      within(30 * SECOND, () -> world.membership().moveOne());
    }
  }

  private void within(long nanos, Runnable happens) {
    world.timeline().after(random.nextLong(nanos), happens);
  }

  private void crash() {
    var machine = world.machines().get(random.nextInt(world.machines().size()));
    world.membership().crash(machine, "in the night");
  }

  /**
   * Whether nothing is left of any batch. Where a batch has gone on meanwhile, and ended, another
   * night comes.
   */
  public boolean isOver(boolean quiet) {
    if (world.isEmpty()) {
      return true;
    }
    if (quiet && world.timeline().now() - cameAt > NEXT_AFTER && hasUnretired()) {
      come();
    }
    return false;
  }

  private boolean hasUnretired() {
    return world.oracles().all().stream()
        .anyMatch(book -> book.spec() != null && !world.oracles().isRetired(book.id()));
  }

  private void late(BatchOracle book) {
    send(
        book,
        switch (random.nextInt(4)) {
          case 0 -> late(URGENT);
          case 1 -> late(CANCEL);
          case 2 -> late(RETRY);
          default -> new SimulatedMessages.Look();
        });
  }

  private void send(BatchOracle book, @Nullable Object words) {
    var up = world.machines().stream().filter(Machine::isUp).toList();
    if (words != null && !up.isEmpty()) {
      var inbox = new Inbox(up.get(random.nextInt(up.size())), book.id());
      inbox.gateway.house(inbox);
      world
          .membership()
          .route(new Envelope(inbox.self, words), Membership.coordinatorOf(book.id()));
    }
  }

  private static SimulatedMessages.Wish late(BatchCommand command) {
    return new SimulatedMessages.Wish("late", new ToCoordinator.Control(command));
  }

  /** Where one answer comes in. */
  private final class Inbox implements SimulatedActor {
    private final Machine gateway;
    private final String batch;
    private final Address self;
    private final boolean retired;

    Inbox(Machine gateway, String batch) {
      this.gateway = gateway;
      this.batch = batch;
      this.self = world.freshRef(gateway, "late");
      this.retired = world.oracles().isRetired(batch);
    }

    @Override
    public Address ref() {
      return self;
    }

    @Override
    public void handle(Envelope envelope) {
      gateway.evict(this);
      boolean saysSo =
          switch (envelope.words()) {
            case SimulatedMessages.Told(var status) -> status == null;
            case SimulatedMessages.Denied(var why) ->
                why instanceof Refusal.BatchRetired || why instanceof Refusal.UnknownBatch;
            default -> false;
          };
      if (retired && !saysSo) {
        throw new InvariantViolation(
            "I26", "of " + batch + ", which has retired: " + envelope.words());
      }
    }
  }
}
