package io.gristworks.simulation;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * How much the coordinators and the pool of one queue hear as nodes grow: the same tasks on
 * clusters of several sizes, each with eight workers a node.
 */
final class Scaling {
  private static final long SECOND = 1_000_000_000;

  private final PrintWriter progress;
  private final Duration taskTime;

  /**
   * What was seen of one size.
   *
   * @param simulatedSeconds how long the cluster was at work
   * @param efficiency the work itself, divided by what all workers could have done in that time
   * @param coordinatorLetters letters a second to all coordinators together
   * @param poolLetters letters a second to the pool
   * @param nodeLetters letters a second to all worker nodes together
   * @param wallSeconds how long the simulation took
   */
  record Row(
      int nodes,
      long tasks,
      double simulatedSeconds,
      double efficiency,
      double coordinatorLetters,
      double poolLetters,
      double nodeLetters,
      double wallSeconds) {}

  Scaling(PrintWriter progress, Duration taskTime) {
    this.progress = progress;
    this.taskTime = taskTime;
  }

  /** Runs one size. */
  Row run(long seed, int nodes, long tasks) {
    long began = System.nanoTime();
    var scenario = Scenario.bulk(nodes, tasks, taskTime);
    var simulation = new Simulation(seed, scenario, Mutation.NONE, 0);
    var world = simulation.world();
    long told = began;
    long until = SECOND;
    while (simulation.runUntil(until)) {
      until += SECOND;
      if (System.nanoTime() - told > 10 * SECOND) {
        told = System.nanoTime();
        progress.printf(
            Locale.ROOT,
            "  %d nodes: %,d of %,d tasks begun at %.0f simulated s, %.0f s so far%n",
            nodes,
            world.books().starts(),
            tasks,
            world.timeline().now() / 1e9,
            (told - began) / 1e9);
        progress.flush();
      }
    }
    double seconds = world.timeline().now() / 1e9;
    double work = tasks * (taskTime.toNanos() / 1e9);
    return new Row(
        nodes,
        tasks,
        seconds,
        work / (seconds * nodes * scenario.workers()),
        world.traffic().toCoordinators() / seconds,
        world.traffic().toPools() / seconds,
        world.traffic().toNodes() / seconds,
        (System.nanoTime() - began) / 1e9);
  }
}
