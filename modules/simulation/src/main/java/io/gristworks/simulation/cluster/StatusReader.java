package io.gristworks.simulation.cluster;

import io.gristworks.core.view.BatchStatus;
import io.gristworks.simulation.Mutation;
import io.gristworks.simulation.check.InvariantViolation;
import io.gristworks.simulation.world.Address;
import io.gristworks.simulation.world.Envelope;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Somebody who looks how a batch stands, again and again, at one gateway or another. */
final class StatusReader {
  private static final long REMEMBERED_NANOS = 30_000_000_000L;

  private final SimulatedCluster world;
  private final Supplier<String> id;
  private final RandomGenerator random;

  /** By then something was answered to whoever looks: it must be seen. */
  private long revision;

  /** What each gateway was told, for a mutation. */
  private final Map<String, Answer> remembered = new HashMap<>(); // asked by key only

  private record Answer(@Nullable BatchStatus status, long at) {}

  StatusReader(SimulatedCluster world, Supplier<String> id) {
    this.world = world;
    this.id = id;
    this.random = world.chanceOf("who reads at which gateway");
  }

  /** Something was answered just now. */
  void answered() {
    revision = world.journal().size(id.get());
  }

  /** Asks a gateway that is up; the answer may never come. */
  void look() {
    var up = world.machines().stream().filter(Machine::isUp).toList();
    if (up.isEmpty()) {
      return;
    }
    var question = new Question(up.get(random.nextInt(up.size())));
    var before = remembered.get(question.gateway.name());
    if (before != null && world.timeline().now() - before.at() < REMEMBERED_NANOS) {
      question.told(before.status());
      return;
    }
    question.gateway.house(question);
    world
        .membership()
        .route(
            new Envelope(question.ref(), new SimulatedMessages.Look()),
            Membership.coordinatorOf(id.get()));
  }

  /** Whether the batch has not ended; where it has, its results are read. */
  boolean goesOn() {
    boolean ended = world.oracles().of(id.get()).isFinished();
    if (ended) {
      new ResultReader(world, id.get()).read();
    }
    return !ended;
  }

  private final class Question implements SimulatedActor {
    private final Machine gateway;
    private final Address self;
    private final long atLeast = revision;
    private final long readBefore = world.oracles().lastRead(id.get());

    Question(Machine gateway) {
      this.gateway = gateway;
      this.self = world.freshRef(gateway, "reader-" + id.get());
    }

    @Override
    public Address ref() {
      return self;
    }

    @Override
    public void handle(Envelope envelope) {
      gateway.evict(this);
      var sender = world.machines().get(envelope.from().machine());
      if (!world.membership().members().has(sender.name())) {
        return; // the transport takes nothing from a node that was removed
      }
      if (envelope.words() instanceof SimulatedMessages.Told(var status)) {
        told(status);
        if (world.mutation() == Mutation.GATEWAYS_REMEMBER) {
          remembered.put(gateway.name(), new Answer(status, world.timeline().now()));
        }
      }
    }

    private void told(@Nullable BatchStatus status) {
      if (status == null && world.oracles().isRetired(id.get())) {
        return; // it was told before, or has gone since
      }
      long seen = status == null ? 0 : status.revision();
      if (world.scenario().isReliable() && seen < atLeast) {
        throw new InvariantViolation(
            "I24",
            "an answer was given at revision "
                + atLeast
                + " of "
                + id.get()
                + ", then told: "
                + status);
      }
      // A cluster that has lost the database, and does not know it yet, shows what it last knew.
      if (gateway.cluster().equals(world.owners().cluster())) {
        world.oracles().read(id.get(), seen, readBefore);
      }
    }
  }
}
