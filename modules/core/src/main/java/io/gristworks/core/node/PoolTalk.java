package io.gristworks.core.node;

import io.gristworks.core.worker.Capacity.Want;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a node has asked of the pools that have work. A demand may get lost, and so may what answers
 * it: so it is said again every second.
 */
public final class PoolTalk {
  /**
   * So many demands a pool may leave unanswered: one that lives gives a lease or says that it has
   * none. A pool that is elsewhere now calls as soon as it has work; until then its share belongs
   * to the others.
   */
  private static final int UNANSWERED_MAX = 15;

  /** Who gave a lease last stands last: what does not divide goes to those before it. */
  private final Map<String, Heard> pools = new LinkedHashMap<>();

  private long sequence;

  /**
   * To be told to a pool.
   *
   * @param pool the pool, as whoever carries messages knows it
   * @param sequence grows with each demand
   */
  public record Say(String pool, long sequence, Want want) {}

  private static final class Heard {
    private String pool;
    private long sequence;
    private int unanswered;
    private boolean knowsOfIdle;

    /** What was told, less the leases that have come since. */
    private Want open = Want.NOTHING;

    /** It has no work but, it may be, CPU-bound work, for which the node had no room. */
    private boolean waitsForCpu;

    private Heard(String pool) {
      this.pool = pool;
    }
  }

  /** A node that knows of no work. */
  public PoolTalk() {}

  /** A pool has work. */
  public void workWaits(String queue, String pool) {
    var heard = pools.computeIfAbsent(queue, _ -> new Heard(pool));
    heard.waitsForCpu = false;
    heard.open = Want.NOTHING; // it calls, so it does not know what it was told
    heard.pool = pool;
    heard.unanswered = 0;
  }

  /** A pool has none, for what it was told last. */
  public void noWork(String queue, long answered) {
    var heard = pools.get(queue);
    if (heard == null || heard.sequence != answered) {
      return; // a newer demand is under way, and will be answered
    }
    heard.unanswered = 0;
    if (heard.open.cpuLeases() == 0) {
      heard.waitsForCpu = true;
    } else {
      pools.remove(queue);
    }
  }

  /** A lease came from a pool. */
  public void leaseCame(String queue, boolean cpuBound) {
    var heard = pools.remove(queue);
    if (heard != null) {
      pools.put(queue, heard);
      heard.unanswered = 0;
      int any = Math.max(0, heard.open.leases() - 1);
      int cpu = Math.max(0, heard.open.cpuLeases() - (cpuBound ? 1 : 0));
      heard.open = new Want(any, Math.min(any, cpu));
    }
  }

  /**
   * Divides what the node wants between the pools.
   *
   * @param idle how many workers have nothing to do
   * @param again whether to tell all of them, for what was said before may be lost
   * @return what to tell those to whom it makes a difference
   */
  public List<Say> want(Want whole, Want idle, boolean again) {
    pools.values().removeIf(heard -> heard.unanswered >= UNANSWERED_MAX);
    for (var heard : pools.values()) {
      heard.waitsForCpu &= whole.cpuLeases() == 0;
    }
    var asked = pools.values().stream().filter(heard -> !heard.waitsForCpu).toList();
    var said = new ArrayList<Say>();
    for (int at = 0; at < asked.size(); at++) {
      var heard = asked.get(at);
      var share = whole.share(at, asked.size());
      boolean newlyIdle = !idle.isNothing() && !heard.knowsOfIdle && !share.isNothing();
      if (share.differsFrom(heard.open) || newlyIdle || (again && !share.isNothing())) {
        heard.knowsOfIdle = !idle.isNothing();
        heard.unanswered++;
        heard.open = share;
        heard.sequence = ++sequence;
        said.add(new Say(heard.pool, heard.sequence, share));
      }
    }
    return said;
  }

  /** The queues that are thought to have work. */
  public List<String> queues() {
    return List.copyOf(pools.keySet());
  }
}
