package io.gristworks.core.node;

import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.worker.FlushRule;
import java.util.List;
import java.util.Map;

/**
 * What a node's desk hears. A coordinator is named as whoever carries messages knows it: one name
 * for each life of it.
 */
public sealed interface NodeNews {

  /** A lease has come. */
  record LeaseCame(LeaseTerms terms, String coordinator) implements NodeNews {}

  /**
   * A coordinator wants the unstarted back part of a lease.
   *
   * @param keep the most unstarted tasks to keep
   */
  record GiveBackAsked(String batch, int job, long lease, int keep, String coordinator)
      implements NodeNews {}

  /**
   * Jobs are cancelled: nothing more of them starts.
   *
   * @param interrupts whether what runs is interrupted, and nothing of it reported
   */
  record DropAsked(String batch, List<Integer> jobs, boolean interrupts, String coordinator)
      implements NodeNews {}

  /**
   * A new coordinator asks what is held for its batch.
   *
   * @param earlierUpTo leases up to this number were given by earlier coordinators
   */
  record HoldingsAsked(String batch, long earlierUpTo, String coordinator) implements NodeNews {}

  /**
   * A report was answered.
   *
   * @param refused tasks without which it must be made again, by place of the job; none where it
   *     was counted
   * @param nodes how many nodes report to that coordinator; see {@link FlushRule#among}
   */
  record Acknowledged(String batch, long number, Map<Integer, TaskSet> refused, int nodes)
      implements NodeNews {}

  /** Attempts have ended, and their run goes on. */
  record AttemptsEnded(String batch, Attempts attempts) implements NodeNews {}

  /** A run of a lease is over; its last attempts were told before. */
  record RunEnded(String batch, long lease) implements NodeNews {}

  /** What {@link NodeEffect.Store} asked for is durable; a report for each job. */
  record Stored(String batch, List<JobReport> reports) implements NodeNews {}

  /** A moment has passed: what lies too long is to be stored. */
  record Lingered() implements NodeNews {}

  /** A second has passed: what is held is said, and what was not acknowledged is said again. */
  record Ticked() implements NodeNews {}

  /** The node shall take no more, and give back what is not begun. */
  record DrainAsked() implements NodeNews {}
}
