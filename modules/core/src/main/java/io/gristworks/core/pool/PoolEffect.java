package io.gristworks.core.pool;

import io.gristworks.core.message.ToCoordinator;
import java.util.List;

/** What a pool wants done, as data. Each may be lost on its way: the pool copes. */
public sealed interface PoolEffect {

  /** Tell the job's coordinator something. */
  record SendToCoordinator(JobKey job, ToCoordinator.FromPool message) implements PoolEffect {}

  /** Tell these nodes that work waits. */
  record CallNodes(List<String> nodes) implements PoolEffect {}

  /** Give the node its unused credits back: there is nothing for it. */
  record NoWork(String node, long sequence) implements PoolEffect {}

  /** The pool no longer knows this job. */
  record JobForgotten(JobKey job) implements PoolEffect {}
}
