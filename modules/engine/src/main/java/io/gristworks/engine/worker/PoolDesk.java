package io.gristworks.engine.worker;

import io.gristworks.core.load.Pressure;
import io.gristworks.core.pool.NodeConditions;
import io.gristworks.core.worker.Capacity;
import io.gristworks.core.worker.Capacity.Want;
import io.gristworks.engine.protocol.NodeRef;
import io.gristworks.engine.protocol.PoolCommand;
import io.gristworks.engine.protocol.PoolCommand.Demand;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What this node has asked of the pools that have work. A demand may get lost, and so may what
 * answers it: so it is said again every second. Threads: the node's actor.
 */
final class PoolDesk {
  /**
   * So many demands a pool may leave unanswered: one that lives gives a lease or says that it has
   * none. A pool that is elsewhere now calls as soon as it has work; until then its share belongs
   * to the others.
   */
  private static final int UNANSWERED_MAX = 15;

  private final NodeRef node;
  private final Rooms rooms;
  private final OperationPace pace;
  private final Set<String> operations;

  /** Who gave a lease last stands last: what does not divide goes to those before it. */
  private final Map<String, Pool> pools = new LinkedHashMap<>();

  private long sequence;

  private static final class Pool {
    private ActorRef<PoolCommand> actor;
    private long sequence;

    /** What was told, less the leases that have come since. */
    private Want open = Want.NOTHING;

    /** It has no work but, it may be, CPU-bound work, for which the node had no room. */
    private boolean waitsForCpu;

    /** How many idle workers it knows of: it counts one off for each lease, too. */
    private int knownIdle;

    /** How much of what is scarce it knows to be free; it counts off what leases need, too. */
    private final Map<String, Integer> knownFree = new HashMap<>();

    /** It has no work but such for which the node lacked something scarce. */
    private boolean waitsForRoom;

    private int unanswered;

    private Pool(ActorRef<PoolCommand> actor) {
      this.actor = actor;
    }
  }

  PoolDesk(NodeRef node, Rooms rooms, OperationPace pace, Set<String> operations) {
    this.node = node;
    this.rooms = rooms;
    this.pace = pace;
    this.operations = operations;
  }

  /** A pool has work. */
  void workWaits(String queue, ActorRef<PoolCommand> actor) {
    var pool = pools.computeIfAbsent(queue, _ -> new Pool(actor));
    pool.waitsForCpu = false;
    pool.waitsForRoom = false;
    pool.knownFree.clear();
    pool.open = Want.NOTHING; // it calls, so it does not know what it was told
    pool.knownIdle = 0;
    pool.unanswered = 0;
    pool.actor = actor;
  }

  /** A pool has none, for what it was told last. */
  void noWork(String queue, long answered) {
    var pool = pools.get(queue);
    if (pool == null || pool.sequence != answered) {
      return; // a newer demand is under way, and will be answered
    }
    pool.unanswered = 0;
    if (pool.open.cpuLeases() == 0) {
      pool.waitsForCpu = true;
    } else if (pool.knownFree.values().stream().anyMatch(left -> left <= 0)) {
      pool.waitsForRoom = true;
    } else {
      pools.remove(queue);
    }
  }

  /** A lease of an operation came from a pool. */
  void leaseCame(String queue, String operation, boolean cpuBound) {
    var pool = pools.remove(queue);
    if (pool != null) {
      pools.put(queue, pool);
      pool.unanswered = 0;
      int any = Math.max(0, pool.open.leases() - 1);
      int cpu = Math.max(0, pool.open.cpuLeases() - (cpuBound ? 1 : 0));
      pool.open = new Want(any, Math.min(any, cpu));
      pool.knownIdle = Math.max(0, pool.knownIdle - 1);
      rooms
          .needs()
          .getOrDefault(operation, Map.of())
          .forEach((name, units) -> pool.knownFree.merge(name, -units, Integer::sum));
    }
  }

  /**
   * What the node has to say.
   *
   * @param capacity what it can run at once
   * @param want what it wants beside what it holds
   * @param idle how many workers have nothing to do
   * @param pressure how its host presses it
   * @param free what no lease keeps of what is scarce; told whole to each pool, as a lease too many
   *     waits here for its turn, whereas a share that the wrong pool has is of use to nobody
   */
  record Offer(
      Capacity capacity, Want want, Want idle, Pressure pressure, Map<String, Integer> free) {}

  /**
   * Divides what the node wants between the pools, and tells those to whom it makes a difference.
   *
   * @param again whether to tell all of them, for what was said before may be lost
   */
  void offer(Offer offer, boolean again) {
    pools.values().removeIf(pool -> pool.unanswered >= UNANSWERED_MAX);
    for (var pool : pools.values()) {
      pool.waitsForCpu &= offer.want.cpuLeases() == 0;
      pool.waitsForRoom &= !hasMore(pool, offer.free);
    }
    var asked =
        pools.values().stream().filter(pool -> !pool.waitsForCpu && !pool.waitsForRoom).toList();
    for (int at = 0; at < asked.size(); at++) {
      tell(asked.get(at), offer, offer.want.share(at, asked.size()), again);
    }
  }

  private void tell(Pool pool, Offer offer, Want share, boolean again) {
    boolean newlyIdle = !offer.idle.isNothing() && pool.knownIdle == 0;
    boolean isMore = newlyIdle || again || hasMore(pool, offer.free);
    if (!share.differsFrom(pool.open) && (share.isNothing() || !isMore)) {
      return;
    }
    pool.knownIdle = offer.idle.leases();
    pool.knownFree.clear();
    pool.knownFree.putAll(offer.free);
    pool.open = share;
    pool.sequence = ++sequence;
    pool.unanswered += again ? 1 : 0;
    pool.actor.tell(
        new Demand(
            node,
            pool.sequence,
            share.leases(),
            share.cpuLeases(),
            offer.capacity.workers(),
            offer.capacity.cpuWorkers(),
            offer.idle.leases(),
            offer.idle.cpuLeases(),
            operations,
            conditions(offer, again)));
  }

  /** Whether more of something scarce is free than the pool knows. */
  private static boolean hasMore(Pool pool, Map<String, Integer> free) {
    for (var each : free.entrySet()) {
      if (each.getValue() > pool.knownFree.getOrDefault(each.getKey(), 0)) {
        return true;
      }
    }
    return false;
  }

  /** What tasks take changes slowly: it is said once a second. */
  private NodeConditions conditions(Offer offer, boolean again) {
    return new NodeConditions(
        offer.pressure.reading().cpu(),
        offer.pressure.isFelt(),
        offer.free,
        rooms.needs(),
        again ? pace.seconds() : Map.of());
  }
}
