package io.gristworks.engine.protocol;

import io.gristworks.core.message.ToPool;
import io.gristworks.core.view.QueueStatus;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What the work pool can be told. All of it is soft: lose it, and it is said again. */
public sealed interface PoolCommand extends Wire {

  /** What a pool says to itself. */
  non-sealed interface Inner extends PoolCommand {}

  /** A message from the coordinator of a batch. */
  record FromCoordinator(ActorRef<CoordinatorCommand> sender, ToPool.FromCoordinator message)
      implements PoolCommand {}

  /** A message from a worker node. */
  record FromNode(NodeRef sender, ToPool.FromNode message) implements PoolCommand {}

  /** How do the queues stand? */
  record ReadQueues(ActorRef<QueuesReply> replyTo) implements PoolCommand {}

  /** So they stand, by name. */
  record QueuesReply(List<QueueStatus> queues) implements Wire {}
}
