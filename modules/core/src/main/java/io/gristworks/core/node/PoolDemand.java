package io.gristworks.core.node;

import io.gristworks.core.worker.Capacity.Want;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a node has asked of the pools that have work. A demand may get lost, and so may what answers
 * it: so it is said again every second.
 *
 * @param <P> the address of a pool
 */
public final class PoolDemand<P> {
  /**
   * So many demands a pool may leave unanswered: one that lives gives a lease or says that it has
   * none. A pool that is elsewhere now calls as soon as it has work; until then its share belongs
   * to the others.
   */
  private static final int UNANSWERED_MAX = 15;

  /** Who gave a lease last stands last: what does not divide goes to those before it. */
  private final Map<String, Asked<P>> pools = new LinkedHashMap<>();

  private long sequence;

  /**
   * To be told to a pool.
   *
   * @param sequence grows with each demand
   */
  public record Say<P>(P pool, long sequence, Want want) {}

  private static final class Asked<P> {
    private P pool;
    private long sequence;
    private int unanswered;

    /** What was told, less the leases that have come since. */
    private Want open = Want.NOTHING;

    /** It has no work but, it may be, CPU-bound work, for which the node had no room. */
    private boolean waitsForCpu;

    /** How many idle workers it knows of: it counts one off for each lease, too. */
    private int knownIdle;

    /** How much of what is scarce it knows to be free; it counts off what leases need, too. */
    private final Map<String, Integer> knownFree = new HashMap<>();

    /** It has no work but such for which the node lacked something scarce. */
    private boolean waitsForResources;

    private Asked(P pool) {
      this.pool = pool;
    }
  }

  /** A node that knows of no work. */
  public PoolDemand() {}

  /** A pool has work. */
  public void workWaits(String queue, P pool) {
    var asked = pools.computeIfAbsent(queue, _ -> new Asked<>(pool));
    asked.waitsForCpu = false;
    asked.waitsForResources = false;
    asked.knownFree.clear();
    asked.open = Want.NOTHING; // it calls, so it does not know what it was told
    asked.knownIdle = 0;
    asked.unanswered = 0;
    asked.pool = pool;
  }

  /** A pool has none, for what it was told last. */
  public void noWork(String queue, long answered) {
    var asked = pools.get(queue);
    if (asked == null || asked.sequence != answered) {
      return; // a newer demand is under way, and will be answered
    }
    asked.unanswered = 0;
    if (asked.open.cpuLeases() == 0) {
      asked.waitsForCpu = true;
    } else if (asked.knownFree.values().stream().anyMatch(left -> left <= 0)) {
      asked.waitsForResources = true;
    } else {
      pools.remove(queue);
    }
  }

  /**
   * A lease came from a pool.
   *
   * @param needs what its operation needs of what is scarce, in units by name
   */
  public void leaseCame(String queue, boolean cpuBound, Map<String, Integer> needs) {
    var asked = pools.remove(queue);
    if (asked != null) {
      pools.put(queue, asked);
      asked.unanswered = 0;
      int any = Math.max(0, asked.open.leases() - 1);
      int cpu = Math.max(0, asked.open.cpuLeases() - (cpuBound ? 1 : 0));
      asked.open = new Want(any, Math.min(any, cpu));
      asked.knownIdle = Math.max(0, asked.knownIdle - 1);
      needs.forEach((name, units) -> asked.knownFree.merge(name, -units, Integer::sum));
    }
  }

  /**
   * Divides what the node wants between the pools.
   *
   * @param want what it wants beside what it holds
   * @param idle how many workers have nothing to do
   * @param free what no lease keeps of what is scarce; told whole to each pool, as a lease too many
   *     waits here for its turn, whereas a share that the wrong pool has is of use to nobody
   * @param again whether to tell all of them, for what was said before may be lost
   * @return what to tell those to whom it makes a difference
   */
  public List<Say<P>> want(Want want, Want idle, Map<String, Integer> free, boolean again) {
    pools.values().removeIf(asked -> asked.unanswered >= UNANSWERED_MAX);
    for (var asked : pools.values()) {
      asked.waitsForCpu &= want.cpuLeases() == 0;
      asked.waitsForResources &= !hasMore(asked, free);
    }
    var able =
        pools.values().stream()
            .filter(asked -> !asked.waitsForCpu && !asked.waitsForResources)
            .toList();
    var said = new ArrayList<Say<P>>();
    for (int at = 0; at < able.size(); at++) {
      var asked = able.get(at);
      var share = want.share(at, able.size());
      boolean newlyIdle = !idle.isNothing() && asked.knownIdle == 0;
      boolean isMore = newlyIdle || again || hasMore(asked, free);
      if (share.differsFrom(asked.open) || (!share.isNothing() && isMore)) {
        asked.knownIdle = idle.leases();
        asked.knownFree.clear();
        asked.knownFree.putAll(free);
        asked.open = share;
        asked.sequence = ++sequence;
        asked.unanswered += again ? 1 : 0;
        said.add(new Say<>(asked.pool, asked.sequence, share));
      }
    }
    return said;
  }

  /** Whether more of something scarce is free than the pool knows. */
  private static boolean hasMore(Asked<?> asked, Map<String, Integer> free) {
    for (var each : free.entrySet()) {
      if (each.getValue() > asked.knownFree.getOrDefault(each.getKey(), 0)) {
        return true;
      }
    }
    return false;
  }

  /** The queues that are thought to have work. */
  public List<String> queues() {
    return List.copyOf(pools.keySet());
  }
}
