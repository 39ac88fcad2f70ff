package io.gristworks.core.node;

import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.task.TaskSet;
import java.util.List;

/** What a node's desk wants done, as data. What is said to a coordinator may be lost on its way. */
public sealed interface NodeEffect {
  /** In place of a coordinator: whoever serves the batch, woken if nobody does. */
  String WHOEVER_SERVES = "";

  /**
   * A lease as its node sees it.
   *
   * @param tasks the tasks of it whose outcome has not been reported and acknowledged
   * @param unstarted how many of them nobody has begun
   */
  record Held(long number, int job, TaskSet tasks, int unstarted) {}

  /** Have workers run it. */
  record Begin(HeldLease lease) implements NodeEffect {}

  /** Interrupt what runs of it. */
  record Interrupt(HeldLease lease) implements NodeEffect {}

  /** Store the outcomes of these attempts, a segment for each job, and say so. */
  record Store(String batch, List<Attempts> attempts) implements NodeEffect {}

  /**
   * These attempts need no more reporting: they were counted, or others of their tasks were.
   *
   * @param refused whether they were not
   */
  record Settled(String batch, int job, TaskSet tasks, boolean refused) implements NodeEffect {}

  /** Tell the coordinator what is held of its batch. */
  record SayHolding(String coordinator, String batch, List<Held> leases, boolean asked)
      implements NodeEffect {}

  /** Give tasks back that were not begun. */
  record SayGaveBack(
      String coordinator, String batch, long lease, int job, TaskSet tasks, String why)
      implements NodeEffect {}

  /** Nothing of these jobs starts here any more. */
  record SayDropped(String coordinator, String batch, List<Integer> jobs) implements NodeEffect {}

  /**
   * Report stored outcomes.
   *
   * @param coordinator to whom, or {@link #WHOEVER_SERVES}
   */
  record SayReport(String coordinator, String batch, long number, List<JobReport> jobs)
      implements NodeEffect {}
}
