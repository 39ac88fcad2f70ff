package io.gristworks.core.message;

import io.gristworks.core.batch.AppendKey;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.TaskSet;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator of a batch is told by clients, by the pool and by worker nodes. Who says it,
 * and where an answer goes, is on the envelope.
 */
public sealed interface ToCoordinator {

  /** By a client. Answered once what it asks for is durable; may be said again. */
  sealed interface FromClient extends ToCoordinator {}

  /** By a pool; answered to it. */
  sealed interface FromPool extends ToCoordinator {
    /** The job's place in the batch. */
    int job();

    /** The pool's number, under which the answer is expected. */
    long grant();
  }

  /** By a worker node. */
  sealed interface FromNode extends ToCoordinator {}

  // From clients.

  /**
   * Accept this batch.
   *
   * @param open whether more tasks may be appended, until it is sealed
   */
  record Submit(BatchSpec spec, boolean open, List<InputPart> inputs) implements FromClient {
    /** Copies the list. */
    public Submit {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * Take more tasks into an open batch.
   *
   * @param job the job's name; the part's own place of it is ignored
   * @param key the append's own; null where it has none
   */
  record Append(String job, InputPart part, @Nullable AppendKey key) implements FromClient {}

  /**
   * Close an open batch to further tasks, and run it.
   *
   * @param expected the number of tasks by job; jobs not named are not checked
   */
  record Seal(SortedMap<String, Long> expected) implements FromClient {
    /** Copies the map. */
    public Seal {
      expected = Collections.unmodifiableSortedMap(new TreeMap<>(expected));
    }
  }

  /** Be as somebody wants it. */
  record Control(BatchCommand command) implements FromClient {}

  /**
   * Nothing of the batch is needed any more, if it ended before that moment. From then on
   * everything is refused.
   */
  record Retire(Instant finishedBefore) implements FromClient {}

  // From the pool.

  /**
   * Lease pending tasks of a job straight to a worker node.
   *
   * @param node who gets it
   * @param workers how many workers serve the queue in all, from 1
   * @param mostTasks the most tasks that limits let out, from 1; {@link Integer#MAX_VALUE} where
   *     there are none, else the pool wants to hear at once when fewer are leased
   */
  record Grant(int job, long grant, String node, int workers, int mostTasks) implements FromPool {}

  /** The pool has lost sight of a job: say how it stands, as after a grant of nothing. */
  record TellOffer(int job, long grant) implements FromPool {}

  /**
   * Nothing is pending any more, but {@code node} is idle: take back what a slow node has not
   * started.
   */
  record Rebalance(int job, long grant, String node) implements FromPool {}

  // From worker nodes.

  /**
   * Attempts have ended, and their outcomes are stored. Repeated until answered.
   *
   * @param number the node's number of this report
   */
  record Report(long number, List<JobReport> jobs) implements FromNode {
    /** Copies the list. */
    public Report {
      jobs = List.copyOf(jobs);
    }
  }

  /**
   * What the node holds of this batch, or a part of it, said every second or two, and when asked.
   *
   * @param asked where it answers {@link ToNode.WhatDoYouHold}: the name used there
   */
  record Holding(HoldingPart part, @Nullable String asked) implements FromNode {}

  /**
   * A node died while it ran these tasks; said by the node in its next life, until answered.
   *
   * @param died its name in the life that ended
   * @param alone those of {@code running} that ran as suspects, beside no other such
   * @param evidence what is known, for people
   */
  record Blame(String died, int job, TaskSet running, TaskSet alone, String evidence)
      implements FromNode {}

  /**
   * Nothing of these jobs starts on that node any more; what runs is being interrupted, where that
   * was wanted.
   *
   * @param turn that of the {@link ToNode.Drop} that this answers
   */
  record Dropped(List<Integer> jobs, long turn) implements FromNode {
    /** Copies the list. */
    public Dropped {
      jobs = List.copyOf(jobs);
    }
  }

  /**
   * The unstarted tasks that a node gives back: because it was asked, or cannot run them.
   *
   * @param tasks none where there was nothing left to give
   */
  record GaveBack(long lease, int job, TaskSet tasks, Reason reason) implements FromNode {}

  /** Why a node gives tasks back. */
  enum Reason {
    /** It takes no work now. */
    PAUSED,
    /** Their operation or their inputs are not to be had there. */
    NOT_RUNNABLE,
    /** They were granted by a pool before the one that it follows. */
    EARLIER_POOL,
    /** It has them still under an earlier lease. */
    HELD_ALREADY,
    /** Their job is cancelled. */
    CANCELLED,
    /** Another node is idle. */
    OTHER_NODE_IDLE
  }
}
