package io.gristworks.simulation.check;

import static io.gristworks.simulation.check.InvariantViolation.unless;

import io.gristworks.core.batch.Status;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.Counts;
import io.gristworks.core.view.JobStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** I24: what clients are told of one batch adds up, is what was written, and never goes back. */
final class StatusOracle {
  private final List<JobOracle> jobs;

  /** What was told, by revision. */
  private final TreeMap<Long, BatchStatus> told = new TreeMap<>();

  /** The revisions with which failed tasks are tried again, so that fewer have their outcome. */
  private final List<Long> revivals = new ArrayList<>();

  StatusOracle(List<JobOracle> jobs) {
    this.jobs = jobs;
  }

  /** Failed tasks are tried again from that revision on. */
  void revived(long revision) {
    revivals.add(revision);
  }

  /**
   * Somebody is told how the batch stands.
   *
   * @param latest whether by somebody who knows all that is written
   */
  void told(BatchStatus status, boolean open, boolean latest) {
    status.jobs().forEach(StatusOracle::addsUp);
    if (latest) {
      isTrue(status, open);
    }
    neverGoesBack(told.floorEntry(status.revision()), status);
    var later = told.ceilingEntry(status.revision());
    if (later != null) {
      neverGoesBack(Map.entry(status.revision(), status), later.getValue());
    }
    told.put(status.revision(), status);
  }

  private static void addsUp(JobStatus job) {
    var counts = job.counts();
    long sum = counts.pending() + counts.leased() + counts.waitingRetry() + counts.completed();
    boolean positive =
        counts.pending() >= 0
            && counts.leased() >= 0
            && counts.waitingRetry() >= 0
            && counts.succeeded() >= 0
            && counts.failed() >= 0
            && counts.cancelled() >= 0;
    unless(positive && sum == counts.total(), "I24", "%s: %s", job.name(), counts);
    double eta = job.etaSeconds();
    boolean over = counts.completed() == counts.total();
    unless(
        Double.isFinite(eta) && job.tasksPerSecond() >= 0 && (!over || eta == 0),
        "I24",
        "%s: %s s left at %s a second, %s",
        job.name(),
        eta,
        job.tasksPerSecond(),
        counts);
  }

  private void isTrue(BatchStatus status, boolean open) {
    unless(status.jobs().size() == jobs.size(), "I24", "%d jobs told", status.jobs().size());
    for (int job = 0; job < jobs.size(); job++) {
      isTrue(status.jobs().get(job), jobs.get(job), open);
    }
    boolean over = !open && jobs.stream().allMatch(JobOracle::isDone);
    unless(
        status.status().isFinal() == over && (status.finishedAt() != null) == over,
        "I24",
        "told as %s, finished at %s, and it is %s",
        status.status(),
        status.finishedAt(),
        over ? "over" : "not over");
    if (over) {
      var how = Status.of(jobs.stream().map(JobOracle::status).toList(), false);
      unless(status.status() == how, "I24", "told as %s, is %s", status.status(), how);
    }
  }

  private static void isTrue(JobStatus job, JobOracle book, boolean open) {
    var counts = job.counts();
    unless(
        counts.total() == book.total()
            && counts.succeeded() == book.succeeded().getCardinality()
            && counts.failed() == book.failed()
            && counts.completed() == book.ended()
            && job.attempts() == book.attempts().attempts()
            && book.attempts().areCauses(job.errors()),
        "I24",
        "%s told as %s after %d attempts, is %s",
        job.name(),
        counts,
        job.attempts(),
        book);
    var control = book.control();
    boolean shows =
        job.priority() == control.priority()
            && job.detail().limits().equals(control.limits())
            && (job.detail().paused() != null) == control.isPaused()
            && (job.detail().deadline() != null) == (control.deadline() != null);
    unless(shows, "I24", "%s told as %s, is %s", job.name(), job, control);
    if (!open && !book.isEnding() && !book.isDone()) {
      unless(
          (job.status() == Status.PAUSED) == control.isPaused(),
          "I24",
          "%s told as %s, is %s",
          job.name(),
          job.status(),
          control);
    }
  }

  private void neverGoesBack(Map.@Nullable Entry<Long, BatchStatus> before, BatchStatus status) {
    if (before == null) {
      return;
    }
    var earlier = before.getValue();
    boolean revived =
        revivals.stream().anyMatch(at -> before.getKey() < at && at <= status.revision());
    for (int job = 0; job < earlier.jobs().size(); job++) {
      var then = earlier.jobs().get(job).counts();
      var now = status.jobs().get(job).counts();
      boolean same = before.getKey() != status.revision() || sameOutcomes(then, now);
      unless(
          now.total() >= then.total()
              && now.succeeded() >= then.succeeded()
              && (revived || (now.failed() >= then.failed() && now.cancelled() >= then.cancelled()))
              && same,
          "I24",
          "job %d goes back from revision %d to %d: %s, %s",
          job,
          before.getKey(),
          status.revision(),
          then,
          now);
    }
  }

  private static boolean sameOutcomes(Counts one, Counts other) {
    return one.succeeded() == other.succeeded()
        && one.failed() == other.failed()
        && one.cancelled() == other.cancelled()
        && one.total() == other.total();
  }
}
