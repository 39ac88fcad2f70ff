package io.gristworks.core.node;

import io.gristworks.core.worker.Capacity.Want;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a node has asked of the pool. A demand may get lost, and so may what answers it: so it is
 * said again every second.
 *
 * @param <P> the address of a pool
 */
public final class PoolDemand<P> {
  private @Nullable P pool;
  private long epoch;
  private boolean hasWork;
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
  private boolean waitsForResources;

  /**
   * To be told to the pool.
   *
   * @param sequence grows with each demand
   */
  public record Say<P>(P pool, long sequence, Want want) {}

  /** A node that knows of no pool. */
  public PoolDemand() {}

  /**
   * This pool counts, as the election on this machine has it, whatever pools that are gone may have
   * said since. One that was not known is told what the node wants.
   */
  public void poolIs(long itsEpoch, P address) {
    if (itsEpoch != epoch) {
      epoch = itsEpoch;
      workWaits(itsEpoch, address);
    }
  }

  /** A pool has work. */
  public void workWaits(long itsEpoch, P address) {
    if (itsEpoch < epoch) {
      return; // an earlier one that does not know yet
    }
    epoch = itsEpoch;
    pool = address;
    hasWork = true;
    waitsForCpu = false;
    waitsForResources = false;
    knownFree.clear();
    open = Want.NOTHING; // it calls, so it does not know what it was told
    knownIdle = 0;
  }

  /** The epoch of the pool that counts here. */
  public long epoch() {
    return epoch;
  }

  /** The pool has none, for what it was told last. */
  public void noWork(long answered) {
    if (sequence != answered) {
      return; // a newer demand is under way, and will be answered
    }
    if (open.cpuLeases() == 0) {
      waitsForCpu = true;
    } else if (knownFree.values().stream().anyMatch(left -> left <= 0)) {
      waitsForResources = true;
    } else {
      hasWork = false;
    }
  }

  /**
   * A lease came.
   *
   * @param needs what its operation needs of what is scarce, in units by name
   */
  public void leaseCame(boolean cpuBound, Map<String, Integer> needs) {
    int any = Math.max(0, open.leases() - 1);
    int cpu = Math.max(0, open.cpuLeases() - (cpuBound ? 1 : 0));
    open = new Want(any, Math.min(any, cpu));
    knownIdle = Math.max(0, knownIdle - 1);
    needs.forEach((name, units) -> knownFree.merge(name, -units, Integer::sum));
  }

  /**
   * What to tell the pool now, if it makes a difference.
   *
   * @param want what the node wants beside what it holds
   * @param idle how many workers have nothing to do
   * @param free what no lease keeps of what is scarce
   * @param again whether to tell it anyway, for what was said before may be lost
   */
  public Optional<Say<P>> want(Want want, Want idle, Map<String, Integer> free, boolean again) {
    waitsForCpu &= want.cpuLeases() == 0;
    waitsForResources &= !hasMore(free);
    var asked = pool;
    if (asked == null || !hasWork || waitsForCpu || waitsForResources) {
      return Optional.empty();
    }
    boolean newlyIdle = !idle.isNothing() && knownIdle == 0;
    boolean isMore = newlyIdle || again || hasMore(free);
    if (!want.differsFrom(open) && (want.isNothing() || !isMore)) {
      return Optional.empty();
    }
    knownIdle = idle.leases();
    knownFree.clear();
    knownFree.putAll(free);
    open = want;
    return Optional.of(new Say<>(asked, ++sequence, want));
  }

  /** Whether more of something scarce is free than the pool knows. */
  private boolean hasMore(Map<String, Integer> free) {
    for (var each : free.entrySet()) {
      if (each.getValue() > knownFree.getOrDefault(each.getKey(), 0)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the pool is thought to have work. */
  public boolean hasWork() {
    return hasWork;
  }
}
