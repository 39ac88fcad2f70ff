package io.gristworks.core.load;

import io.gristworks.core.view.LoadReason;
import io.gristworks.core.view.LoadReason.Memory;
import io.gristworks.core.worker.Capacity;
import io.gristworks.core.worker.Capacity.Want;
import java.util.ArrayList;
import java.util.List;

/**
 * How hard a host presses a node, and what follows: without memory it takes nothing beside what it
 * holds; without CPU it rests some of its CPU-bound workers, one more with each reading that is too
 * high, one less after a while of calm, as whoever comes back at once is stopped again at once.
 *
 * @param reading what it follows from
 * @param throttled the share of the latest periods in which the host stopped us, 0 to 1
 * @param memory whether {@code reading.memory()} is too much
 * @param heap whether {@code reading.heap()} is
 * @param stall whether {@code reading.memoryStall()} is
 * @param resting how many CPU-bound workers rest, from 0
 * @param calm readings without throttling since the last of them began to rest or to work again
 */
public record Pressure(
    HostReading reading,
    double throttled,
    boolean memory,
    boolean heap,
    boolean stall,
    int resting,
    int calm) {
  /** Of a node that has read nothing yet. */
  public static final Pressure NONE =
      new Pressure(HostReading.UNKNOWN, 0, false, false, false, 0, 0);

  /**
   * What follows from another reading.
   *
   * @param cpuWorkers how many CPU-bound workers there are; one of them never rests
   */
  public Pressure after(HostReading now, PressureSettings rules, int cpuWorkers) {
    double share = throttledSince(now);
    boolean less = share >= rules.throttled().high();
    boolean isCalm = share <= rules.throttled().low();
    boolean more = isCalm && resting > 0 && calm + 1 >= rules.calm();
    int rest =
        Math.clamp(resting + (less ? 1 : 0) - (more ? 1 : 0), 0, Math.max(0, cpuWorkers - 1));
    return new Pressure(
        now,
        share,
        rules.memory().isOver(now.memory(), memory),
        rules.heap().isOver(now.heap(), heap),
        rules.memoryStall().isOver(now.memoryStall(), stall),
        rest,
        isCalm && !more ? Math.min(calm + 1, rules.calm()) : 0);
  }

  private double throttledSince(HostReading now) {
    long periods = now.cpuPeriods() - reading.cpuPeriods();
    long stopped = now.throttledPeriods() - reading.throttledPeriods();
    // The first reading has nothing to be compared with; a group of another kind begins anew.
    return reading.cpuPeriods() == 0 || periods <= 0 || stopped <= 0
        ? 0
        : Math.min(1, (double) stopped / periods);
  }

  /** Whether there is too little memory. */
  public boolean lacksMemory() {
    return memory || heap || stall;
  }

  /** Whether the node takes less than it could, for whatever of the reasons. */
  public boolean isFelt() {
    return lacksMemory() || resting > 0;
  }

  /** What is left of a node's capacity. */
  public Capacity of(Capacity whole) {
    return resting == 0 ? whole : whole.withCpuWorkers(Math.max(1, whole.cpuWorkers() - resting));
  }

  /**
   * What is left of a wish for leases. Without memory a node wants none; but one that holds none
   * wants one: it would else wait for a collection of a heap that nobody fills, and if all nodes
   * are so, nothing would ever go on.
   *
   * @param held how many leases it holds
   */
  public Want of(Want whole, int held) {
    if (!lacksMemory()) {
      return whole;
    }
    int one = held == 0 ? 1 : 0;
    return new Want(Math.min(whole.leases(), one), Math.min(whole.cpuLeases(), one));
  }

  /** Why it takes less; empty where it takes all it can. */
  public List<LoadReason> reasons(PressureSettings rules) {
    var reasons = new ArrayList<LoadReason>();
    if (memory) {
      reasons.add(noMemory(Memory.LIMIT, reading.memory(), rules.memory()));
    }
    if (heap) {
      reasons.add(noMemory(Memory.HEAP, reading.heap(), rules.heap()));
    }
    if (stall) {
      reasons.add(noMemory(Memory.STALL, reading.memoryStall(), rules.memoryStall()));
    }
    if (resting > 0) {
      reasons.add(new LoadReason.Throttled(resting, throttled));
    }
    return reasons;
  }

  private static LoadReason noMemory(Memory memory, double share, Threshold mark) {
    return new LoadReason.NoMemory(memory, share, mark.high(), mark.low());
  }
}
