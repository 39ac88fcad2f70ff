package io.gristworks.simulation;

import java.time.Duration;

/** How long nothing is granted when the pool's node dies at work, or hands the pool over. */
final class PoolPause {
  private static final long SECOND = 1_000_000_000;
  private static final long LOOK_EVERY = SECOND / 100;
  private static final long AT_WORK = 6 * SECOND;
  private static final long WATCHED = 12 * SECOND;

  private PoolPause() {}

  /** In seconds, after the pool's node has died. */
  static double afterDeath(long seed, int nodes, Duration taskTime) {
    var simulation = atWork(seed, nodes, taskTime);
    simulation.world().membership().killPoolsHost();
    return longest(simulation);
  }

  /** In seconds, after the pool's node has handed it over, as one does that leaves. */
  static double afterHandOver(long seed, int nodes, Duration taskTime) {
    var simulation = atWork(seed, nodes, taskTime);
    simulation.world().membership().movePool();
    return longest(simulation);
  }

  private static Simulation atWork(long seed, int nodes, Duration taskTime) {
    // More than all workers can do in that time, so that there is work left at the end.
    long workers = Scenario.bulk(nodes, 1, taskTime).workers() * (long) nodes;
    long tasks = 2 * workers * (AT_WORK + WATCHED) / taskTime.toNanos();
    var simulation = new Simulation(seed, Scenario.bulk(nodes, tasks, taskTime), Mutation.NONE, 0);
    goOn(simulation, AT_WORK);
    return simulation;
  }

  private static double longest(Simulation simulation) {
    var world = simulation.world();
    long last = world.timeline().now();
    long until = last + WATCHED;
    long granted = world.limits().grants();
    long longest = 0;
    for (long at = last + LOOK_EVERY; at < until; at += LOOK_EVERY) {
      goOn(simulation, at);
      if (world.limits().grants() > granted) {
        granted = world.limits().grants();
        last = at;
      }
      longest = Math.max(longest, at - last);
    }
    return longest / 1e9;
  }

  private static void goOn(Simulation simulation, long until) {
    if (!simulation.runUntil(until)) {
      throw new IllegalStateException("no work is left after " + until / SECOND + " s");
    }
  }
}
