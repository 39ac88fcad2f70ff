package io.gristworks.engine.protocol;

import io.gristworks.core.batch.AppendKey;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.message.HoldingPart;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.TaskSet;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What a batch's coordinator can be asked. */
public sealed interface CoordinatorCommand extends Wire {

  /** What a coordinator says to itself. */
  non-sealed interface Inner extends CoordinatorCommand {}

  // From the gateway.

  /** Accept this batch. Answered once it is durable. */
  record Submit(
      BatchSpec spec,
      boolean open,
      List<InputPart> inputs,
      ActorRef<CoordinatorReply.ToBatch> replyTo)
      implements CoordinatorCommand {}

  /**
   * Take more tasks into an open batch.
   *
   * @param job the job's name; the part's own place of it is ignored
   * @param key the append's own; null where it has none
   */
  record Append(
      String job,
      InputPart part,
      @Nullable AppendKey key,
      ActorRef<CoordinatorReply.ToBatch> replyTo)
      implements CoordinatorCommand {}

  /**
   * Close an open batch to further tasks, and run it.
   *
   * @param expected the number of tasks by job; jobs not named are not checked
   */
  record Seal(SortedMap<String, Long> expected, ActorRef<CoordinatorReply.ToBatch> replyTo)
      implements CoordinatorCommand {}

  /**
   * End a job, or all.
   *
   * @param job the job's name; null for the whole batch
   * @param reason for people
   */
  record Cancel(@Nullable String job, String reason, ActorRef<CoordinatorReply.ToBatch> replyTo)
      implements CoordinatorCommand {}

  /** Be as somebody wants it. Answered once that is durable. */
  record Control(BatchCommand command, ActorRef<CoordinatorReply.ToBatch> replyTo)
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

  // From the purge.

  /**
   * Nothing of the batch is needed any more, if it ended before that moment. Answered with {@link
   * CoordinatorReply.Retired} once that is durable; from then on everything is refused.
   */
  record Retire(Instant finishedBefore, ActorRef<CoordinatorReply.ToBatch> replyTo)
      implements CoordinatorCommand {}

  // From the pool.

  /**
   * Lease work of a job straight to a worker node.
   *
   * @param grant the pool's number of this grant
   * @param node who gets it
   * @param workers how many workers serve the queue in all, for sizing
   * @param mostTasks the most tasks that limits let out; {@link Integer#MAX_VALUE} where there are
   *     none, else the pool wants to hear at once when fewer are leased
   */
  record Grant(
      int job, long grant, NodeRef node, int workers, int mostTasks, ActorRef<PoolCommand> pool)
      implements CoordinatorCommand {}

  /** The pool has lost sight of a job: say how it stands, as after a grant of nothing. */
  record TellOffer(int job, long grant, ActorRef<PoolCommand> pool) implements CoordinatorCommand {}

  /**
   * Nothing is pending any more, but {@code node} is idle: take back what a slow node has not
   * started.
   */
  record Rebalance(int job, long grant, NodeRef node, int workers, ActorRef<PoolCommand> pool)
      implements CoordinatorCommand {}

  // From worker nodes.

  /**
   * Attempts have ended, and their outcomes are stored. Repeated until answered.
   *
   * @param number the node's number of this report
   */
  record Report(NodeRef node, long number, List<JobReport> jobs) implements CoordinatorCommand {}

  /**
   * What a node holds for this batch, or a part of it, said every second or two, and when asked.
   *
   * @param asked whether it answers {@link NodeCommand.WhatDoYouHold}
   */
  record Holding(NodeRef node, HoldingPart part, boolean asked) implements CoordinatorCommand {}

  /**
   * A node died while it ran these tasks; said by the node in its next life, until answered.
   *
   * @param died its name in the life that ended
   * @param alone those of {@code running} that ran as suspects, beside no other such
   * @param evidence what is known, for people
   */
  record Blame(
      String died,
      int job,
      TaskSet running,
      TaskSet alone,
      String evidence,
      ActorRef<NodeCommand> replyTo)
      implements CoordinatorCommand {}

  /**
   * Nothing of these jobs starts on that node any more; what runs is being interrupted.
   *
   * @param turn that of the {@link NodeCommand.Drop} that this answers
   */
  record Dropped(NodeRef node, List<Integer> jobs, long turn) implements CoordinatorCommand {}

  /**
   * The unstarted tasks that a node gives back: because it was asked, or cannot run them.
   *
   * @param tasks none where there was nothing left to give
   * @param why for people
   */
  record GaveBack(NodeRef node, long lease, int job, TaskSet tasks, String why)
      implements CoordinatorCommand {}
}
