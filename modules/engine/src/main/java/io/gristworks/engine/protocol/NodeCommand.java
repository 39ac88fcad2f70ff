package io.gristworks.engine.protocol;

import io.gristworks.core.task.InputSlice;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.view.NodeStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;

/** What a worker node can be told. */
public sealed interface NodeCommand extends Wire {

  /** What a worker node says to itself. */
  non-sealed interface Inner extends NodeCommand {}

  // From the pool.

  /**
   * This pool counts now.
   *
   * @param epoch see {@link io.gristworks.core.pool.PoolEpoch}
   * @param counts whether it shall be told what is held here
   */
  record PoolIs(long epoch, boolean counts, ActorRef<PoolCommand> pool) implements NodeCommand {}

  /** There is work: tell the pool what you want. */
  record WorkWaiting(long epoch, ActorRef<PoolCommand> pool) implements NodeCommand {}

  /**
   * There is no work for what the node still wants.
   *
   * @param sequence the demand that this answers
   */
  record NoWork(long sequence) implements NodeCommand {}

  // From coordinators.

  /**
   * Run these tasks.
   *
   * @param batch the batch's id
   * @param job the job's place in it
   * @param number the lease's number; it only grows
   * @param tasks which tasks
   * @param failedAttempts how often they have failed before; tasks not named, never
   * @param inputs where the inputs are
   * @param fanIn the results that the one task of a reduce job receives; empty for other jobs
   * @param queue the queue of its job
   * @param tenant who pays for it
   * @param pool the epoch of the pool that granted it
   * @param alone whether its task was running when a node died, and must not run beside another
   *     such
   */
  record Lease(
      String batch,
      int job,
      String jobName,
      long number,
      TaskSet tasks,
      Map<Integer, Integer> failedAttempts,
      List<InputSlice> inputs,
      List<FanIn> fanIn,
      String operation,
      String parameters,
      Duration timeout,
      int batchSize,
      String queue,
      String tenant,
      long pool,
      boolean alone,
      ActorRef<CoordinatorCommand> coordinator)
      implements NodeCommand {
    /** So many references of segments, of all jobs together, come with a lease at most. */
    public static final int FAN_IN_REFS_MAX = 10_000;

    /** Whether it is of a reduce job, which waits for at least one other. */
    public boolean reduces() {
      return !fanIn.isEmpty();
    }
  }

  /**
   * What a reduce task receives from one job.
   *
   * @param job the job's name
   * @param segments how many of its segments of outcomes, from the first one accepted
   * @param refs the first of them; for the others the coordinator is asked, as they might not fit
   *     into one message
   */
  record FanIn(String job, int segments, List<SegmentRef> refs) {}

  /**
   * A report was counted.
   *
   * @param number the report's number
   * @param refused tasks of it, by place of the job, that had their outcome already: the whole
   *     report was left uncounted, and must be made again without them
   * @param nodes how many nodes report to that coordinator; 0 where it does not say
   */
  record Acknowledged(String batch, long number, Map<Integer, TaskSet> refused, int nodes)
      implements NodeCommand {}

  /** What a node said of its death has been written down; see {@link CoordinatorCommand.Blame}. */
  record Blamed(String batch, int job) implements NodeCommand {}

  /**
   * Give back the unstarted back part of a lease. Where it has begun so much since the coordinator
   * heard of it that nothing is to be given back, the node gives back half of the largest rest that
   * it has of the job, for another node is idle.
   *
   * @param keep the most unstarted tasks of the lease to keep
   */
  record GiveBack(
      String batch, int job, long lease, int keep, ActorRef<CoordinatorCommand> coordinator)
      implements NodeCommand {}

  /**
   * These jobs are cancelled: start nothing more of them, and confirm it with Dropped.
   *
   * @param interrupts whether to interrupt what runs, too, and report nothing of it; else what has
   *     not begun is given back
   * @param turn grows with the coordinator's cancellations; Dropped repeats it
   */
  record Drop(
      String batch,
      List<Integer> jobs,
      boolean interrupts,
      long turn,
      ActorRef<CoordinatorCommand> coordinator)
      implements NodeCommand {}

  /**
   * A new coordinator asks what the node holds for its batch. Answered with Holding.
   *
   * @param earlierUpTo leases up to this number were given by earlier coordinators: such as come
   *     after this are not begun
   */
  record WhatDoYouHold(String batch, long earlierUpTo, ActorRef<CoordinatorCommand> coordinator)
      implements NodeCommand {}

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
