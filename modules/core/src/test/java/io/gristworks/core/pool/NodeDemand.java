package io.gristworks.core.pool;

import io.gristworks.core.message.NodeConditions;
import io.gristworks.core.message.ToPool.Demand;
import java.util.Set;

/** A demand and the node that makes it, with what a test does not care for left out. */
record NodeDemand(String node, Demand demand) {
  NodeDemand(
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
    this(
        node,
        new Demand(
            sequence,
            leases,
            cpuLeases,
            workers,
            cpuWorkers,
            idle,
            cpuIdle,
            operations,
            conditions));
  }

  /** Of a node of which nothing else is known. */
  NodeDemand(
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

  /** Of a node that wants leases for idle workers only, all of which may be CPU-bound. */
  NodeDemand(
      String node, long sequence, int leases, int cpuLeases, int workers, Set<String> operations) {
    this(node, sequence, leases, cpuLeases, workers, workers, leases, cpuLeases, operations);
  }

  /** As the pool hears it. */
  PoolInput input() {
    return new PoolInput.FromNode(node, demand);
  }
}
