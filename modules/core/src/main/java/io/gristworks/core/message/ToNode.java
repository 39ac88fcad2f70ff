package io.gristworks.core.message;

import io.gristworks.core.task.InputSlice;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a worker node is told. Who says it, and where an answer goes, is on the envelope. */
public sealed interface ToNode {

  /** By the coordinator of a batch. */
  sealed interface FromCoordinator extends ToNode {
    /** The batch's id. */
    String batch();
  }

  /** By the pool. */
  sealed interface FromPool extends ToNode permits ToPoolMember.PoolIs, WorkWaiting, NoWork {}

  // From coordinators.

  /**
   * Run these tasks.
   *
   * @param job the job's place in the batch, from 0
   * @param jobName the job's name
   * @param number the lease's number; it only grows within the batch
   * @param failedAttempts how often tasks of it have failed before; those not named, never
   * @param inputs where the inputs are
   * @param fanIn the results that the one task of a reduce job receives; empty for other jobs
   * @param operation what its tasks are run with
   * @param queue the queue of its job
   * @param tenant who pays for it
   * @param pool the epoch of the pool that granted it
   * @param alone whether it is one task that was running when a node died: no two such run on one
   *     node at a time
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
      boolean alone)
      implements FromCoordinator {
    /** So many references of segments, of all jobs together, come with a lease at most. */
    public static final int FAN_IN_REFS_MAX = 10_000;

    /** Copies the collections. */
    public Lease {
      failedAttempts = Map.copyOf(failedAttempts);
      inputs = List.copyOf(inputs);
      fanIn = List.copyOf(fanIn);
    }

    /** Whether it is of a reduce job, which waits for at least one other. */
    public boolean reduces() {
      return !fanIn.isEmpty();
    }

    /** Which attempt the next one of {@code task} is, from 1. */
    public int attempt(int task) {
      return failedAttempts.isEmpty() ? 1 : 1 + failedAttempts.getOrDefault(task, 0);
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
   * @param refused tasks of it, by place of the job, that had their outcome already: where there
   *     are any the whole report was left uncounted, and must be made again without them
   * @param nodes how many nodes report to that coordinator; 0 where it does not say. See {@link
   *     io.gristworks.core.worker.FlushRule#among}
   */
  record Acknowledged(String batch, long number, Map<Integer, TaskSet> refused, int nodes)
      implements FromCoordinator {}

  /** What the node said of its death has been written down. */
  record Blamed(String batch, int job) implements FromCoordinator {}

  /**
   * Give back the unstarted back part of a lease. Where it has begun so much since the coordinator
   * heard of it that nothing is to be given back, the node gives back half of the largest rest that
   * it has of the job, for another node is idle.
   *
   * @param keep the most unstarted tasks of the lease to keep
   */
  record GiveBack(String batch, int job, long lease, int keep) implements FromCoordinator {}

  /**
   * These jobs are cancelled: start nothing more of them, and confirm it.
   *
   * @param interrupts whether to interrupt what runs, too, and report nothing of it; else what has
   *     not begun is given back
   * @param turn how many cancellations the coordinator has asked nodes to confirm: the answer
   *     repeats it, and confirms no later one
   */
  record Drop(String batch, List<Integer> jobs, boolean interrupts, long turn)
      implements FromCoordinator {
    /** Copies the list. */
    public Drop {
      jobs = List.copyOf(jobs);
    }
  }

  /**
   * A new coordinator asks what the node holds for its batch.
   *
   * @param earlierUpTo leases up to this number were given by earlier coordinators: such as come
   *     after this are not begun
   * @param asked how the node is called here, as it may not have told its name: the answer says it
   */
  record WhatDoYouHold(String batch, long earlierUpTo, String asked) implements FromCoordinator {}

  // From the pool.

  /** There is work: tell the pool what you want. */
  record WorkWaiting(long epoch) implements FromPool {}

  /**
   * There is no work for what the node still wants.
   *
   * @param sequence the demand that this answers
   */
  record NoWork(long sequence) implements FromPool {}
}
