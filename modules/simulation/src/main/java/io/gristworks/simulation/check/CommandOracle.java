package io.gristworks.simulation.check;

import static io.gristworks.simulation.check.InvariantViolation.unless;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchEvent.FailedRetried;
import io.gristworks.core.batch.ErrorGroup;
import io.gristworks.core.task.TaskSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * I23: what was wanted is so once it was answered, and a retry takes exactly the failed tasks that
 * were meant.
 */
final class CommandOracle {
  private final List<JobOracle> jobs;

  CommandOracle(List<JobOracle> jobs) {
    this.jobs = jobs;
  }

  private List<JobOracle> named(@Nullable String job) {
    return jobs.stream().filter(each -> job == null || each.spec().name().equals(job)).toList();
  }

  private List<JobOracle> goingOn(@Nullable String job) {
    return named(job).stream().filter(each -> !each.isEnding() && !each.isDone()).toList();
  }

  /** A command was granted, by somebody who knows all that is written. */
  void answered(BatchCommand command) {
    boolean holds =
        switch (command) {
          case BatchCommand.Pause(var job, _, _) ->
              goingOn(job).stream().allMatch(each -> each.control().isPaused());
          case BatchCommand.Resume(var job, _) ->
              goingOn(job).stream().noneMatch(each -> each.control().isPaused());
          case BatchCommand.SetPriority(var job, var priority, _) ->
              goingOn(job).stream().allMatch(each -> each.control().priority() == priority);
          case BatchCommand.SetLimits(var job, var limits, _) ->
              goingOn(job).stream().allMatch(each -> each.control().limits().equals(limits));
          case BatchCommand.SetDeadline(var job, var deadline, _) ->
              goingOn(job).stream()
                  .allMatch(each -> Objects.equals(each.control().deadline(), deadline));
          case BatchCommand.Cancel(var job, _, _) -> goingOn(job).isEmpty();
          case BatchCommand.AddJob(var job) -> !named(job.name()).isEmpty();
          case BatchCommand.RetryFailed _ -> true; // see retried
        };
    unless(holds, "I23", "answered, and not so: %s", command);
  }

  /** What follows from a retry, decided by somebody who knows all that is written. */
  void retried(BatchCommand.RetryFailed wish, List<BatchEvent> events) {
    var expected = new ArrayList<FailedRetried>();
    var told = new ArrayList<FailedRetried>();
    for (var event : events) {
      if (event instanceof FailedRetried(var job, var tasks, var held, var by, var at)) {
        told.add(new FailedRetried(job, tasks, held, by, at));
        expected.add(expected((FailedRetried) event, wish));
      }
    }
    unless(told.equals(expected), "I23", "%s has become %s, not %s", wish, told, expected);
    if (!told.isEmpty() && wish.job() == null) {
      for (int job = 0; job < jobs.size(); job++) {
        int at = job;
        boolean meant = !chosen(jobs.get(job), wish.selection()).isEmpty();
        unless(
            meant == told.stream().anyMatch(each -> each.job() == at),
            "I23",
            "%s leaves out job %d, or takes it though nothing is meant",
            wish,
            job);
      }
    }
  }

  private FailedRetried expected(FailedRetried told, BatchCommand.RetryFailed wish) {
    var all = chosen(jobs.get(told.job()), wish.selection());
    boolean some = wish.canary() > 0 && wish.canary() < all.getCardinality();
    var first = some ? all.limit(wish.canary()) : all;
    return new FailedRetried(
        told.job(),
        TaskSet.owning(first.clone()),
        TaskSet.owning(RoaringBitmap.andNot(all, first)),
        told.by(),
        told.at());
  }

  private static RoaringBitmap chosen(JobOracle job, BatchCommand.Selection selection) {
    return switch (selection) {
      case BatchCommand.Selection.All _ -> job.failedTasks().clone();
      case BatchCommand.Selection.These(var tasks) ->
          RoaringBitmap.and(job.failedTasks(), tasks.bits());
      case BatchCommand.Selection.OfGroup(var group) ->
          RoaringBitmap.and(job.failedTasks(), job.attempts().givenUpFor(group));
    };
  }

  /** The id of a cause, as clients name it. */
  static String idOf(String kind, String pattern) {
    return new ErrorGroup(kind, 1, 0, "", pattern, Instant.EPOCH, Instant.EPOCH).id();
  }
}
