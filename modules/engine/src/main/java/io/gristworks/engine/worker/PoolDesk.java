package io.gristworks.engine.worker;

import io.gristworks.core.worker.Capacity.Want;
import io.gristworks.engine.protocol.NodeRef;
import io.gristworks.engine.protocol.PoolCommand;
import io.gristworks.engine.protocol.PoolCommand.Demand;
import java.util.LinkedHashMap;
import java.util.List;
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
  private final int workers;
  private final int cpuWorkers;
  private final Set<String> operations;
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

    private int unanswered;

    private Pool(ActorRef<PoolCommand> actor) {
      this.actor = actor;
    }
  }

  PoolDesk(NodeRef node, int workers, int cpuWorkers, Set<String> operations) {
    this.node = node;
    this.workers = workers;
    this.cpuWorkers = cpuWorkers;
    this.operations = operations;
  }

  /** A pool has work. */
  void workWaits(String queue, ActorRef<PoolCommand> actor) {
    var pool = pools.computeIfAbsent(queue, _ -> new Pool(actor));
    pool.waitsForCpu = false;
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
    } else {
      pools.remove(queue);
    }
  }

  /** A lease came from a pool. */
  void leaseCame(String queue, boolean cpuBound) {
    var pool = pools.get(queue);
    if (pool != null) {
      pool.unanswered = 0;
      int any = Math.max(0, pool.open.leases() - 1);
      int cpu = Math.max(0, pool.open.cpuLeases() - (cpuBound ? 1 : 0));
      pool.open = new Want(any, Math.min(any, cpu));
      pool.knownIdle = Math.max(0, pool.knownIdle - 1);
    }
  }

  /**
   * Divides what the node wants between the pools, and tells those to whom it makes a difference.
   *
   * @param idle how many workers have nothing to do
   * @param again whether to tell all of them, for what was said before may be lost
   */
  void want(Want whole, Want idle, boolean again) {
    pools.values().removeIf(pool -> pool.unanswered >= UNANSWERED_MAX);
    for (var pool : pools.values()) {
      pool.waitsForCpu &= whole.cpuLeases() == 0;
    }
    var asked = pools.values().stream().filter(pool -> !pool.waitsForCpu).toList();
    tell(asked, whole, idle, again);
  }

  private void tell(List<Pool> asked, Want whole, Want idle, boolean again) {
    for (int at = 0; at < asked.size(); at++) {
      var pool = asked.get(at);
      var share = whole.share(at, asked.size());
      boolean newlyIdle = !idle.isNothing() && pool.knownIdle == 0 && !share.isNothing();
      if (share.differsFrom(pool.open) || newlyIdle || (again && !share.isNothing())) {
        pool.knownIdle = idle.leases();
        pool.open = share;
        pool.sequence = ++sequence;
        pool.unanswered += again ? 1 : 0;
        pool.actor.tell(
            new Demand(
                node,
                pool.sequence,
                share.leases(),
                share.cpuLeases(),
                workers,
                cpuWorkers,
                idle.leases(),
                idle.cpuLeases(),
                operations));
      }
    }
  }
}
