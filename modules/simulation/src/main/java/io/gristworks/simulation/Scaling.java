package io.gristworks.simulation;

import io.gristworks.simulation.cluster.SimulatedCluster;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * How much the coordinators and the pool of one queue hear as nodes grow: the same tasks on
 * clusters of several sizes, each with eight workers a node.
 */
final class Scaling {
  private static final long SECOND = 1_000_000_000;
  private static final long TELL_EVERY = 10 * SECOND;
  private static final double MEGABYTE = 1 << 20;

  private final PrintWriter progress;
  private final Duration taskTime;

  /**
   * What was seen of one size.
   *
   * @param simulatedSeconds how long the cluster was at work
   * @param efficiency the work itself, divided by what all workers could have done in that time
   * @param coordinatorMessages messages a second to all coordinators together
   * @param busiestMessages messages a second to the coordinator that heard most
   * @param busiestReports reports a second among them
   * @param poolMessages messages a second to the pool
   * @param nodeMessages messages a second to all worker nodes together
   * @param wallSeconds how long the simulation took
   * @param heapBytes the most heap that the simulation had reserved
   */
  record Row(
      int nodes,
      long tasks,
      double simulatedSeconds,
      double efficiency,
      double coordinatorMessages,
      double busiestMessages,
      double busiestReports,
      double poolMessages,
      double nodeMessages,
      double wallSeconds,
      long heapBytes) {}

  Scaling(PrintWriter progress, Duration taskTime) {
    this.progress = progress;
    this.taskTime = taskTime;
  }

  /**
   * Runs one size.
   *
   * @throws IllegalStateException if work is left when the simulated time is over
   */
  Row run(long seed, int nodes, long tasks) {
    long began = System.nanoTime();
    var scenario = Scenario.bulk(nodes, tasks, taskTime);
    var simulation = new Simulation(seed, scenario, Mutation.NONE, 0);
    var world = simulation.world();
    long told = began;
    long until = SECOND;
    long heap = 0;
    while (simulation.runUntil(until)) {
      until += SECOND;
      heap = Math.max(heap, Runtime.getRuntime().totalMemory());
      if (System.nanoTime() - told > TELL_EVERY) {
        told = System.nanoTime();
        tell(nodes, tasks, world, told - began);
      }
      if (world.timeline().now() > scenario.calm().toNanos()) {
        throw new IllegalStateException(nodes + " nodes: not done in " + scenario.calm());
      }
    }
    var messageCounts = world.messageCounts();
    double seconds = world.timeline().now() / 1e9;
    double work = tasks * (taskTime.toNanos() / 1e9);
    return new Row(
        nodes,
        tasks,
        seconds,
        work / (seconds * nodes * scenario.workers()),
        messageCounts.toCoordinators() / seconds,
        messageCounts.toBusiestCoordinator() / seconds,
        messageCounts.reportsToBusiestCoordinator() / seconds,
        messageCounts.toPools() / seconds,
        messageCounts.toNodes() / seconds,
        (System.nanoTime() - began) / 1e9,
        heap);
  }

  private void tell(int nodes, long tasks, SimulatedCluster world, long nanos) {
    long done = world.oracles().ended();
    progress.printf(
        Locale.ROOT,
        "  %d nodes: %,d of %,d tasks done (%.0f%%), %.0f simulated s in %.0f s, %.0f MB of heap%n",
        nodes,
        done,
        tasks,
        100.0 * done / tasks,
        world.timeline().now() / 1e9,
        nanos / 1e9,
        Runtime.getRuntime().totalMemory() / MEGABYTE);
    progress.flush();
  }
}
