package io.gristworks.core.pool;

import io.gristworks.core.message.JobKey;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.message.ToNode;

/** What a pool wants done, as data. Each may be lost on its way: the pool copes. */
public sealed interface PoolEffect {

  /** Tell the job's coordinator something. */
  record SendToCoordinator(JobKey job, ToCoordinator.FromPool message) implements PoolEffect {}

  /** Tell a node something. */
  record SendToNode(String node, ToNode.FromPool message) implements PoolEffect {}

  /** The pool no longer knows this job. */
  record JobForgotten(JobKey job) implements PoolEffect {}
}
