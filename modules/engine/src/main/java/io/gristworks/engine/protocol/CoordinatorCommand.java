package io.gristworks.engine.protocol;

import io.gristworks.core.message.ToCoordinator;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What a batch's coordinator can be asked. */
public sealed interface CoordinatorCommand extends Wire {

  /** What a coordinator says to itself. */
  non-sealed interface Inner extends CoordinatorCommand {}

  // From the gateway and from the purge.

  /** A message from a client. Answered once what it asks for is durable. */
  record FromClient(ActorRef<CoordinatorReply.ToBatch> replyTo, ToCoordinator.FromClient message)
      implements CoordinatorCommand {}

  /** How does the batch stand? */
  record ReadStatus(ActorRef<CoordinatorReply.ToBatch> replyTo) implements CoordinatorCommand {}

  /**
   * How does the batch stand, once it stands otherwise than when {@code revision} was told?
   * Answered at the next change, at most four times a second, and after five seconds in any case.
   */
  record AwaitStatus(long revision, ActorRef<CoordinatorReply.ToBatch> replyTo)
      implements CoordinatorCommand {}

  /**
   * Which outcome segments of a job have been accepted?
   *
   * @param from how many of them, in the order of acceptance, to leave out
   */
  record ReadSegments(String job, int from, ActorRef<CoordinatorReply.ToSegments> replyTo)
      implements CoordinatorCommand {}

  /**
   * Where are the inputs of a job?
   *
   * @param from how many parts of them, in their order, to leave out
   */
  record ReadInputs(String job, int from, ActorRef<CoordinatorReply.ToInputs> replyTo)
      implements CoordinatorCommand {}

  /**
   * Where are a job's tasks?
   *
   * @param state only tasks in this state; null for all
   * @param from only tasks with this index or a higher one
   * @param limit the most tasks, 1 to 1000
   */
  record ReadTasks(
      String job,
      CoordinatorReply.@Nullable TaskState state,
      int from,
      int limit,
      ActorRef<CoordinatorReply.ToTasks> replyTo)
      implements CoordinatorCommand {}

  /** Is this upload part of the batch? Asked before what looks like garbage is collected. */
  record OwnsUpload(String upload, ActorRef<CoordinatorReply.UploadOwned> replyTo)
      implements CoordinatorCommand {}

  // From the pool and from worker nodes.

  /**
   * A message from the pool.
   *
   * @param node where the worker node is that it names; null where it names none
   */
  record FromPool(
      ActorRef<PoolCommand> sender,
      @Nullable ActorRef<NodeCommand> node,
      ToCoordinator.FromPool message)
      implements CoordinatorCommand {}

  /** A message from a worker node. */
  record FromNode(NodeRef sender, ToCoordinator.FromNode message) implements CoordinatorCommand {}
}
