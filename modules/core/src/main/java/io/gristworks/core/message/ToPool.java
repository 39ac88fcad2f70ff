package io.gristworks.core.message;

import java.util.Set;

/**
 * What a pool is told. All of it is soft: lose it, and it is said again. Who says it, and where an
 * answer goes, is on the envelope.
 */
public sealed interface ToPool {

  /** By the coordinator of a batch. */
  sealed interface FromCoordinator extends ToPool {
    /** The job as it stands now. */
    JobOffer offer();
  }

  /** By a worker node. */
  sealed interface FromNode extends ToPool {}

  // From coordinators.

  /** A job has, or has no longer, work. Replaces what was said before of it. */
  record Offer(JobOffer offer) implements FromCoordinator {}

  /**
   * What became of a grant, or of what else the pool has told the coordinator of the job.
   *
   * @param tasks how many tasks were leased; 0 where there was nothing
   * @param seconds the expected seconds of work in the lease, for the accounts of fairness; 0 where
   *     nothing is known
   */
  record GrantSettled(long grant, JobOffer offer, int tasks, double seconds)
      implements FromCoordinator {}

  // From worker nodes.

  /**
   * The node wants work. Replaces what it said before.
   *
   * @param sequence grows with each demand of the node; one that is not newer is ignored
   * @param leases how many leases it would take now, of any kind: its credits
   * @param cpuLeases how many of them may be CPU-bound
   * @param workers how many workers the node has in all, from 1
   * @param cpuWorkers how many of them may be CPU-bound at once, from 1
   * @param idle how many workers have nothing to do, nor a lease on its way to them, from 0
   * @param cpuIdle how many of them could take CPU-bound work
   * @param operations what it can run
   * @param conditions what else speaks for or against it
   */
  record Demand(
      long sequence,
      int leases,
      int cpuLeases,
      int workers,
      int cpuWorkers,
      int idle,
      int cpuIdle,
      Set<String> operations,
      NodeConditions conditions)
      implements FromNode {
    /** Copies the set, and brings the numbers into their bounds. */
    public Demand {
      leases = Math.max(0, leases);
      cpuLeases = Math.clamp(cpuLeases, 0, leases);
      workers = Math.max(1, workers);
      cpuWorkers = Math.clamp(cpuWorkers, 1, workers);
      idle = Math.clamp(idle, 0, workers);
      cpuIdle = Math.clamp(cpuIdle, 0, Math.min(idle, cpuWorkers));
      operations = Set.copyOf(operations);
    }
  }

  /**
   * What the node holds, by job, or a part of it.
   *
   * @param pool the epoch of the pool that this is told to: after it the node takes no lease that
   *     an earlier one granted
   */
  record HoldingsTold(long pool, NodeHoldings part) implements FromNode {}
}
