package io.gristworks.simulation.cluster;

import io.gristworks.core.node.AbandonedThreads;
import io.gristworks.core.node.NodeInput.Pause;
import io.gristworks.simulation.Mutation;
import io.gristworks.simulation.check.InvariantViolation;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/**
 * The threads of a node that were abandoned because their tasks answer no interrupt, around the
 * real {@link AbandonedThreads}. Some of them end after all.
 */
final class StuckThreads {
  /** How long a task may take to answer an interrupt. */
  static final long INTERRUPT_NANOS = 1_000_000_000;

  private static final int MOST = 1;
  private static final Duration RESTART_AFTER = Duration.ofSeconds(8);

  /** Threads are counted once a second, and so may be found late, and once more at the end. */
  private static final long LATE_NANOS = 2_000_000_000;

  private static final long ENDS_WITHIN_NANOS = 20_000_000_000L;

  private final SimulatedCluster world;
  private final Machine machine;
  private final BiConsumer<Pause, Boolean> pause;
  private final RandomGenerator random;
  private final AbandonedThreads threads = new AbandonedThreads(MOST, RESTART_AFTER);
  private int abandoned;

  /** Since when there have been too many; negative while there are not. */
  private long tooManySince = -1;

  private boolean counted;

  /**
   * None yet.
   *
   * @param pause makes the node take work no more, or again
   */
  StuckThreads(SimulatedCluster world, Machine machine, BiConsumer<Pause, Boolean> pause) {
    this.world = world;
    this.machine = machine;
    this.pause = pause;
    this.random = world.chanceOf("stuck threads of " + machine.name());
  }

  /** A thread has been abandoned. */
  void abandon() {
    change(1);
    if (random.nextInt(4) == 0) {
      machine.after(random.nextLong(ENDS_WITHIN_NANOS), () -> change(-1));
    }
  }

  private void change(int by) {
    abandoned += by;
    world.note("abandoned", machine.place(), abandoned, machine::name);
    if (abandoned <= MOST) {
      tooManySince = -1;
      counted = false;
    } else if (tooManySince < 0) {
      tooManySince = world.timeline().now();
    }
  }

  /** A second has passed. */
  void count() {
    boolean were = threads.areTooMany();
    var verdict = threads.count(abandoned, world.timeline().now());
    if (threads.areTooMany() != were
        && world.mutation() != Mutation.TAKES_WORK_WITH_STUCK_THREADS) {
      pause.accept(Pause.ABANDONED_THREADS, !were);
    }
    if (verdict == AbandonedThreads.Verdict.RESTART
        && world.mutation() != Mutation.NEVER_RESTARTS_STUCK_NODES) {
      world.membership().crash(machine, "too many threads are stuck");
      return;
    }
    counted = tooManySince >= 0;
    if (counted && world.timeline().now() - tooManySince > RESTART_AFTER.toNanos() + LATE_NANOS) {
      throw new InvariantViolation(
          "D4", machine.name() + " goes on with " + abandoned + " stuck threads");
    }
  }

  /** A lease begins here. */
  void begins() {
    if (counted) {
      throw new InvariantViolation(
          "D4", machine.name() + " takes work with " + abandoned + " stuck threads");
    }
  }
}
