package io.gristworks.core.pool;

import java.util.Set;

/**
 * What a node wants of the queue.
 *
 * @param node the node, one name for each life of its JVM
 * @param sequence grows with each demand of the node; one that is not newer is ignored
 * @param leases how many leases it would take now: its credits
 * @param cpuLeases how many of them may be CPU-bound
 * @param workers how many workers it has in all, from 1
 * @param cpuWorkers how many of them may be CPU-bound at once, from 1
 * @param idle how many workers have nothing to do, nor a lease on its way to them, from 0
 * @param cpuIdle how many of them could take CPU-bound work
 * @param operations what it can run
 * @param conditions what else speaks for or against it
 */
public record NodeDemand(
    String node,
    long sequence,
    int leases,
    int cpuLeases,
    int workers,
    int cpuWorkers,
    int idle,
    int cpuIdle,
    Set<String> operations,
    NodeConditions conditions) {
  /** Copies the set, and brings the numbers into their bounds. */
  public NodeDemand {
    leases = Math.max(0, leases);
    cpuLeases = Math.clamp(cpuLeases, 0, leases);
    workers = Math.max(1, workers);
    cpuWorkers = Math.clamp(cpuWorkers, 1, workers);
    idle = Math.clamp(idle, 0, workers);
    cpuIdle = Math.clamp(cpuIdle, 0, Math.min(idle, cpuWorkers));
    operations = Set.copyOf(operations);
  }

  /** Of a node of which nothing else is known. */
  public NodeDemand(
      String node,
      long sequence,
      int leases,
      int cpuLeases,
      int workers,
      int cpuWorkers,
      int idle,
      int cpuIdle,
      Set<String> operations) {
    this(
        node,
        sequence,
        leases,
        cpuLeases,
        workers,
        cpuWorkers,
        idle,
        cpuIdle,
        operations,
        NodeConditions.NOTHING);
  }

  /** Of a node that wants leases for idle workers only. */
  public NodeDemand(
      String node,
      long sequence,
      int leases,
      int cpuLeases,
      int workers,
      int cpuWorkers,
      Set<String> operations) {
    this(
        node,
        sequence,
        leases,
        cpuLeases,
        workers,
        cpuWorkers,
        Math.max(0, leases),
        Math.max(0, cpuLeases),
        operations);
  }

  /** Of a node whose workers may all be CPU-bound. */
  public NodeDemand(
      String node, long sequence, int leases, int cpuLeases, int workers, Set<String> operations) {
    this(node, sequence, leases, cpuLeases, workers, workers, operations);
  }
}
