package io.gristworks.engine.protocol;

import io.gristworks.core.pool.JobOffer;
import io.gristworks.core.pool.NodeConditions;
import io.gristworks.core.pool.NodeHoldings;
import io.gristworks.core.view.QueueStatus;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/** What the work pool can be told. All of it is soft: lose it, and it is said again. */
public sealed interface PoolCommand extends Wire {

  /** What a pool says to itself. */
  non-sealed interface Inner extends PoolCommand {}

  /** A job has, or has no longer, work. Replaces what was said before of it. */
  record Offer(JobOffer offer, ActorRef<CoordinatorCommand> coordinator) implements PoolCommand {}

  /**
   * A node wants work. Replaces what the same node said before.
   *
   * @param sequence grows with each demand of the node; an older one is ignored
   * @param leases how many leases it would take now, of any kind
   * @param cpuLeases how many of them may be CPU-bound
   * @param workers how many workers the node has in all
   * @param cpuWorkers how many of them may be CPU-bound at once
   * @param idle how many workers have nothing to do, nor a lease on its way to them
   * @param cpuIdle how many of them could take CPU-bound work
   * @param operations what it can run
   * @param conditions what else speaks for or against it
   */
  record Demand(
      NodeRef node,
      long sequence,
      int leases,
      int cpuLeases,
      int workers,
      int cpuWorkers,
      int idle,
      int cpuIdle,
      Set<String> operations,
      NodeConditions conditions)
      implements PoolCommand {}

  /**
   * What became of a grant.
   *
   * @param offer the job as it stands now
   * @param tasks how many tasks were leased; 0 where there was nothing
   * @param seconds the expected seconds of work in the lease, for the accounts of fairness
   */
  record GrantSettled(
      long grant,
      JobOffer offer,
      int tasks,
      double seconds,
      ActorRef<CoordinatorCommand> coordinator)
      implements PoolCommand {}

  /**
   * What a node holds, by job, or a part of it.
   *
   * @param pool the epoch of the pool that this is told to: after it the node takes no lease that
   *     an earlier one granted
   */
  record HoldingsTold(NodeRef node, long pool, NodeHoldings part) implements PoolCommand {}

  /** How do the queues stand? */
  record ReadQueues(ActorRef<QueuesReply> replyTo) implements PoolCommand {}

  /** So they stand, by name. */
  record QueuesReply(List<QueueStatus> queues) implements Wire {}
}
