package io.gristworks.core.pool;

import java.util.List;

/** What a pool wants done, as data. Each may be lost on its way: the pool copes. */
public sealed interface PoolEffect {

  /**
   * Ask the job's coordinator to lease pending tasks to the node.
   *
   * @param grant the number under which the answer is expected
   * @param workers how many workers serve the queue in all, from 1
   * @param mostTasks the most tasks that limits let out, from 1; {@link Integer#MAX_VALUE} where
   *     there are none, else every lease that ends should be told of at once
   */
  record AskGrant(JobKey job, long grant, String node, int workers, int mostTasks)
      implements PoolEffect {}

  /** Ask the job's coordinator how the job stands, and nothing else; answered like a grant. */
  record AskOffer(JobKey job, long grant) implements PoolEffect {}

  /** Ask the job's coordinator to move unstarted tasks of a slow node to this idle one. */
  record AskRebalance(JobKey job, long grant, String node, int workers) implements PoolEffect {}

  /** Tell these nodes that work waits. */
  record CallNodes(List<String> nodes) implements PoolEffect {}

  /** Give the node its unused credits back: there is nothing for it. */
  record NoWork(String node, long sequence) implements PoolEffect {}

  /** The pool no longer knows this job. */
  record JobForgotten(JobKey job) implements PoolEffect {}
}
