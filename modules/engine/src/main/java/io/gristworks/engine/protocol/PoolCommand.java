package io.gristworks.engine.protocol;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.pool.Hold;
import io.gristworks.core.pool.NodeConditions;
import io.gristworks.core.share.Allotment;
import io.gristworks.core.view.QueueStatus;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/** What the work pool of a queue can be told. All of it is soft: lose it, and it is said again. */
public sealed interface PoolCommand extends Wire {

  /** What a pool says to itself. */
  non-sealed interface Inner extends PoolCommand {}

  /**
   * A job has, or has no longer, work for this queue. Replaces what was said before of the same
   * job.
   *
   * @param batch the batch's id
   * @param job the job's place in it
   * @param operation what a worker must be able to run
   * @param cpuBound whether it needs a core while it runs
   * @param weight the job's share, from its priority
   * @param pending how many tasks wait to be handed out; 0 withdraws the offer
   * @param stealable how many tasks are handed out and not known to have been started
   * @param taskSeconds the expected time of one task
   * @param first whether it is served before all that is not
   * @param limits how much of it may go on at a time
   * @param hold what is leased of it
   */
  record Offer(
      String tenant,
      String batch,
      int job,
      String operation,
      boolean cpuBound,
      int weight,
      long pending,
      long stealable,
      double taskSeconds,
      boolean first,
      JobLimits limits,
      Hold hold,
      ActorRef<CoordinatorCommand> coordinator)
      implements PoolCommand {}

  /**
   * A node wants work. Replaces what the same node said before.
   *
   * @param sequence grows with each demand of the node to this pool; an older one is ignored
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
  record GrantSettled(long grant, Offer offer, int tasks, double seconds) implements PoolCommand {}

  /** What the divider of limits lets the pool have of them. */
  record Allotted(Allotment allotment) implements PoolCommand {}

  /** How does the queue stand? */
  record ReadQueue(ActorRef<QueueReply> replyTo) implements PoolCommand {}

  /** So it stands. */
  record QueueReply(QueueStatus status) implements Wire {}
}
