package io.gristworks.engine.protocol;

import io.gristworks.core.message.ToNode;
import io.gristworks.core.view.NodeStatus;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What a worker node can be told. */
public sealed interface NodeCommand extends Wire {

  /** What a worker node says to itself. */
  non-sealed interface Inner extends NodeCommand {}

  /** A message from the pool. */
  record FromPool(ActorRef<PoolCommand> sender, ToNode.FromPool message) implements NodeCommand {}

  /** A message from the coordinator of a batch. */
  record FromCoordinator(ActorRef<CoordinatorCommand> sender, ToNode.FromCoordinator message)
      implements NodeCommand {}

  // From the gateway.

  /** How do you stand? */
  record ReadNode(ActorRef<NodeReply> replyTo) implements NodeCommand {}

  /**
   * Take no more work and give back what is not begun, or take work again; only the node of that
   * name obeys, and each answers how it stands.
   */
  record SetDraining(String node, boolean draining, ActorRef<NodeReply> replyTo)
      implements NodeCommand {}

  /**
   * Everything is stopped, or goes on: while it is, nothing is begun, and what is not begun is
   * given back.
   */
  record SetStopped(boolean stopped) implements NodeCommand {}

  /** So it stands. */
  record NodeReply(NodeStatus status) implements Wire {}

  /**
   * Which tasks of this job run here now? A look at memory: what changes meanwhile may be missed.
   *
   * @param job the job's name
   * @param from only tasks with this index or a higher one
   * @param limit the most tasks, 1 to {@value Cluster#RUNNING_MAX}
   */
  record ReadRunning(String batch, String job, int from, int limit, ActorRef<RunningReply> replyTo)
      implements NodeCommand {}

  /** These run, in the order of their indexes. */
  record RunningReply(List<TaskAtWork> tasks) implements Wire {}
}
