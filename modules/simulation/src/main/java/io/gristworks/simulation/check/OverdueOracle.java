package io.gristworks.simulation.check;

import io.gristworks.core.lease.TaskDispatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** I22: what a coordinator that is ready must have done by now, of one batch. */
final class OverdueOracle {
  private final List<JobOracle> jobs;

  OverdueOracle(List<JobOracle> jobs) {
    this.jobs = jobs;
  }

  /**
   * What is overdue, each time in the same words.
   *
   * @param now what the coordinator's clock shows; null where clocks differ
   * @param dispatch what it knows of leases, and of tasks that wait for another attempt
   */
  List<String> at(@Nullable Instant now, TaskDispatch dispatch) {
    var overdue = new ArrayList<String>();
    for (int at = 0; at < jobs.size(); at++) {
      var job = jobs.get(at);
      if (!job.isDone()) {
        var name = job.spec().name();
        if (job.overspends()) {
          overdue.add("the failure budget of " + name + " is spent");
        }
        if (job.isEnding() && job.total() - job.ended() > dispatch.leased(at).getCardinality()) {
          overdue.add("tasks of " + name + " are to be cancelled");
        }
        if (now != null) {
          addTimes(job, now, dispatch.waiting(at), overdue);
        }
      }
    }
    return overdue;
  }

  private static void addTimes(
      JobOracle job, Instant now, RoaringBitmap waiting, List<String> overdue) {
    var name = job.spec().name();
    if (job.control().isLate(now)) {
      overdue.add("the time of " + name + " is over");
    }
    if (job.control().shallBegin(now)) {
      overdue.add("the time of " + name + " has come");
    }
    for (int task : waiting) {
      if (job.attempts().isOverdue(task, now)) {
        overdue.add("task " + task + " of " + name + " is due");
        return;
      }
    }
  }
}
