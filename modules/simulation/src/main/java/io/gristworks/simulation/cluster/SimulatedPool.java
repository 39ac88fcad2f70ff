package io.gristworks.simulation.cluster;

import io.gristworks.core.message.JobKey;
import io.gristworks.core.message.NodeHoldings;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.message.ToPool;
import io.gristworks.core.message.ToPoolMember;
import io.gristworks.core.pool.Pool;
import io.gristworks.core.pool.PoolEffect;
import io.gristworks.core.pool.PoolElection;
import io.gristworks.core.pool.PoolInput;
import io.gristworks.core.pool.PoolSettings;
import io.gristworks.core.view.QueueStatus;
import io.gristworks.simulation.Mutation;
import io.gristworks.simulation.world.Address;
import io.gristworks.simulation.world.Envelope;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a machine knows of the pool, around the real {@link PoolElection}; and the pool itself where
 * it is hosted here, around the real {@link Pool}.
 */
final class SimulatedPool implements SimulatedActor {
  private static final long TICK = 200_000_000;

  private final SimulatedCluster world;
  private final Machine machine;
  private final Address self;
  private final PoolElection election;
  private final PoolSettings settings;
  private final Map<JobKey, Address> coordinators = new HashMap<>(); // asked by key only
  private SimulatedMessages.@Nullable PoolIs latest;
  private @Nullable Pool pool;
  private final Set<String> twice = new HashSet<>();
  private boolean leaves;

  SimulatedPool(SimulatedCluster world, Machine machine, int number) {
    this.world = world;
    this.machine = machine;
    this.self = world.freshRef(machine, "pool");
    this.settings = PoolSettings.STANDARD;
    this.election = new PoolElection(machine.name(), number, 0, world.timeline().now());
  }

  @Override
  public Address ref() {
    return self;
  }

  void start() {
    tick();
  }

  private void tick() {
    if (!machine.houses(this)) {
      return;
    }
    election.candidates(
        leaves ? List.of() : world.membership().members().coordinatorsOf(machine.cluster()));
    if (election.tick(world.timeline().now()) == PoolElection.Step.BEGIN) {
      begin();
    }
    machine.after(TICK, this::tick);
  }

  /** The worker nodes of its cluster: one that has died just now may be among them. */
  private List<String> nodes() {
    return world.membership().members().workersOf(machine.cluster());
  }

  private void begin() {
    long epoch = election.epoch();
    world.note("pool", self.number(), epoch, () -> machine.name() + " hosts the pool " + epoch);
    boolean forgets = world.mutation() == Mutation.FORGETS_LIMITS_ON_FAILOVER;
    List<String> members = forgets ? List.of() : nodes();
    var begun = new Pool(settings, epoch, members, world.timeline().now());
    coordinators.clear();
    pool = begun;
    handle(new PoolInput.RulesChanged(world.rules()));
    nodes().forEach(node -> handle(new PoolInput.NodeJoined(node)));
    announce(begun);
    ticks(begun);
  }

  private void ticks(Pool of) {
    machine.after(
        settings.rhythm().tick().toNanos(),
        () -> {
          if (pool == of) {
            handle(new PoolInput.Ticked());
            ticks(of);
          }
        });
  }

  private void announce(Pool of) {
    if (pool != of) {
      return;
    }
    var words =
        new SimulatedMessages.PoolIs(
            new ToPoolMember.PoolIs(of.epoch(), machine.name(), of.counts()), self);
    heard(words);
    for (var other : world.membership().pools(machine.cluster())) {
      if (!other.equals(self)) {
        world.network().send(new Envelope(self, words), other);
      }
    }
    machine.after(PoolElection.ANNOUNCE_EVERY.toNanos(), () -> announce(of));
  }

  /** Whether the pool is hosted here. */
  boolean hosts() {
    return pool != null;
  }

  /** The epoch of the pool that counts, as far as is known here. */
  long epoch() {
    return latest == null ? 0 : latest.message().epoch();
  }

  /** Says something to the pool that counts, as far as is known here. */
  void tell(Envelope envelope) {
    if (latest != null) {
      world.network().send(envelope, latest.pool());
    }
  }

  /** How the queues stand, where the pool is hosted here. */
  List<QueueStatus> status() {
    return pool == null ? List.of() : pool.status(world.timeline().now());
  }

  /** Hands the pool over, as a machine does that leaves; for a while it will not host it again. */
  void handOver() {
    if (pool == null) {
      return;
    }
    leaves = true;
    machine.after(10_000_000_000L, () -> leaves = false);
    long epoch = election.epoch();
    if (world.mutation() != Mutation.POOL_NEVER_STEPS_DOWN) {
      pool = null;
    }
    election.resigned(epoch, world.timeline().now());
    for (var other : world.membership().pools(machine.cluster())) {
      if (!other.equals(self)) {
        world.network().send(new Envelope(self, new ToPoolMember.PoolEnded(epoch)), other);
      }
    }
  }

  @Override
  public void handle(Envelope envelope) {
    switch (envelope.words()) {
      case SimulatedMessages.PoolIs words -> heard(words);
      case ToPoolMember.PoolEnded(var epoch) -> election.resigned(epoch, world.timeline().now());
      case ToPool.FromCoordinator message -> {
        if (pool != null) {
          coordinators.put(message.offer().job(), envelope.from());
          handle(new PoolInput.FromCoordinator(message));
        }
      }
      case ToPool.FromNode message -> heard(envelope.from().plainName(), message);
      case PoolInput ofMembership -> handle(ofMembership);
      default -> throw new IllegalStateException("no pool hears " + envelope.words());
    }
  }

  private void heard(String node, ToPool.FromNode message) {
    if (message instanceof ToPool.Demand && world.membership().members().isGone(machine, node)) {
      return; // said before its end, which was heard before
    }
    if (message instanceof ToPool.HoldingsTold told) {
      if (world.mutation() == Mutation.FORGETS_LIMITS_ON_FAILOVER) {
        return;
      }
      if (world.mutation() == Mutation.POOL_TAKES_PARTS_FOR_ALL) {
        var all = new NodeHoldings(null, told.part().jobs(), true);
        handle(new PoolInput.FromNode(node, new ToPool.HoldingsTold(told.pool(), all)));
        return;
      }
      if (world.mutation() == Mutation.COUNTS_TWICE_ON_FAILOVER
          && pool != null
          && told.pool() == pool.epoch()
          && twice.add(node + told.part().after())) {
        handle(new PoolInput.FromNode(node, told));
        var again =
            new ToPool.HoldingsTold(told.pool(), SnapshotMutation.underOtherNames(told.part()));
        handle(new PoolInput.FromNode("again-" + node, again));
        return;
      }
    }
    handle(new PoolInput.FromNode(node, message));
  }

  private void heard(SimulatedMessages.PoolIs words) {
    var known = latest;
    switch (election.heard(
        words.message().epoch(), words.message().host(), world.timeline().now())) {
      case CONTRADICT -> {
        if (known != null) {
          world.network().send(new Envelope(self, known), words.pool());
        }
        return;
      }
      case END -> {
        if (world.mutation() != Mutation.POOL_NEVER_STEPS_DOWN) {
          pool = null;
        }
      }
      case NOTHING, BEGIN -> {}
    }
    latest = words;
    var node = machine.node();
    if (node != null) {
      node.poolIs(words.message(), words.pool());
    }
  }

  private void handle(PoolInput news) {
    var hearing = pool;
    if (hearing != null) {
      hearing.handle(news, world.timeline().now()).forEach(this::carry);
    }
  }

  private void carry(PoolEffect effect) {
    switch (effect) {
      case PoolEffect.SendToCoordinator(var job, var message) -> tell(job, message);
      case PoolEffect.SendToNode(var node, var message) -> tell(node, message);
      case PoolEffect.JobForgotten(var job) -> coordinators.remove(job);
    }
  }

  private void tell(JobKey job, ToCoordinator news) {
    var coordinator = coordinators.get(job);
    if (coordinator == null) {
      throw new IllegalStateException("no coordinator for " + job);
    }
    world.network().send(new Envelope(self, news), coordinator);
  }

  private void tell(String node, Object words) {
    var ref = world.membership().node(node);
    if (ref != null) {
      world.network().send(new Envelope(self, words), ref);
    }
  }
}
