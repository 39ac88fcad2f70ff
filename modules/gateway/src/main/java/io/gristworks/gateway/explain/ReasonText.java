package io.gristworks.gateway.explain;

import io.gristworks.core.batch.Awaited;
import io.gristworks.core.batch.CanaryState;
import io.gristworks.core.batch.CancelReason;
import io.gristworks.core.batch.Condition;
import io.gristworks.core.batch.PauseReason;
import io.gristworks.core.batch.SkipReason;
import io.gristworks.core.view.JobReason;
import io.gristworks.core.view.LoadReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Says the reasons that coordinators and nodes know in sentences: the one place where they are
 * worded.
 */
public final class ReasonText {
  private ReasonText() {}

  /** Why a node takes less than it could, without a full stop; empty where there is no reason. */
  public static String of(List<LoadReason> reasons) {
    var memory = new ArrayList<String>();
    var others = new ArrayList<String>();
    for (var reason : reasons) {
      switch (reason) {
        case LoadReason.NoMemory(var which, var share, var high, var low) ->
            memory.add(
                percent(share)
                    + of(which)
                    + " (too much from "
                    + percent(high)
                    + ", well again at "
                    + percent(low)
                    + ")");
        case LoadReason.Throttled(var workers, var share) ->
            others.add(
                (workers == 1 ? "1 CPU-bound worker rests" : workers + " CPU-bound workers rest")
                    + ": the host stopped the node in "
                    + percent(share)
                    + " of the latest CPU periods");
        case LoadReason.AbandonedThreads(var threads, var most) ->
            others.add(
                threads
                    + " threads of handlers answer no interrupt, more than the "
                    + most
                    + " that there may be; the node takes no work until it is started anew");
        case LoadReason.UnstoredOutcomes(var attempts) ->
            others.add(
                "the outcomes of "
                    + attempts
                    + " attempts wait to be stored, and nothing begins until they are: the"
                    + " database is away, or too slow");
      }
    }
    if (!memory.isEmpty()) {
      others.addFirst("takes no more leases: " + String.join(", ", memory));
    }
    return String.join("; ", others);
  }

  private static String of(LoadReason.Memory which) {
    return switch (which) {
      case LIMIT -> " of the memory limit is in use";
      case HEAP -> " of the heap is in use after a collection";
      case STALL -> " of the time waits for memory";
    };
  }

  private static String percent(double share) {
    return Math.round(share * 100) + " %";
  }

  /** Why a job is where it is. */
  public static String of(JobReason reason) {
    return switch (reason) {
      case JobReason.AllSucceeded _ -> "every task succeeded";
      case JobReason.SomeFailed(var failed, var total) -> failed + " of " + total + " tasks failed";
      case JobReason.AllFailed(var total) -> "every one of its " + total + " tasks failed";
      case JobReason.Cancelled(var why) -> "cancelled: " + of(why);
      case JobReason.Skipped(var why) -> "skipped: " + of(why);
      case JobReason.Cancelling(var why) -> "ending: " + of(why);
      case JobReason.Open _ -> "open: runs once it is sealed";
      case JobReason.Paused(var pause) ->
          "paused by "
              + by(pause.reason())
              + (of(pause.reason()).isEmpty() ? "" : ": " + of(pause.reason()));
      case JobReason.Waiting(var awaited) ->
          "waits for " + awaited.stream().map(ReasonText::of).collect(Collectors.joining(", "));
      case JobReason.StartsAt(var time) -> "starts at " + time;
      case JobReason.WithWorkers(var tasks) -> tasks + " tasks are with workers";
      case JobReason.WaitsForWorker(var operation, var queue) ->
          "waits for a free worker that runs " + operation + " in queue " + queue;
      case JobReason.WaitsForRetry(var tasks) -> tasks + " tasks wait for their next attempt";
      case JobReason.WaitsForResults(var job) -> "waits for results of job " + job;
    };
  }

  /** Why a job is cancelled. */
  public static String of(CancelReason reason) {
    return switch (reason) {
      case CancelReason.Asked(var text) -> text;
      case CancelReason.DeadlinePassed _ -> "deadline";
      case CancelReason.TotalTimeOver _ -> "total time";
      case CancelReason.BudgetExhausted(var failed, var allowed) ->
          "failure budget: " + budget(failed, allowed);
    };
  }

  /** Who or what paused a job. */
  public static String by(PauseReason reason) {
    return switch (reason) {
      case PauseReason.Asked(var by, _) -> by;
      case PauseReason.BudgetExhausted _ -> "failure budget";
    };
  }

  /** Why a job is paused; may be empty. */
  public static String of(PauseReason reason) {
    return switch (reason) {
      case PauseReason.Asked(_, var text) -> text;
      case PauseReason.BudgetExhausted(var failed, var allowed) -> budget(failed, allowed);
    };
  }

  private static String budget(long failed, long allowed) {
    return failed + " tasks failed, of which " + allowed + " may";
  }

  /** Why a job was skipped. */
  public static String of(SkipReason reason) {
    return switch (reason) {
      case SkipReason.JobSkipped(var job, var needed) ->
          "needs job " + job + " to " + verb(needed) + ", which was skipped";
      case SkipReason.JobNotSucceeded(var job, var tasks) ->
          "needs job " + job + ", of which " + tasks + " tasks did not succeed";
      case SkipReason.JobCancelled(var job) ->
          "needs job " + job + " to complete, which was cancelled";
      case SkipReason.JobNotFailed(var job) ->
          "runs if job " + job + " fails, of which no task did";
      case SkipReason.SourceSkipped(var job) ->
          "takes its tasks from job " + job + ", which was skipped";
      case SkipReason.BatchEndedOtherwise(var batch, var needed, var status, var failed) ->
          "needs batch "
              + batch
              + " to "
              + verb(needed)
              + ", which ended "
              + status.name().toLowerCase(Locale.ROOT)
              + " with "
              + failed
              + " failed tasks";
    };
  }

  /** What is waited for, and what must become of it: {@code job load to succeed}. */
  public static String of(Awaited awaited) {
    return switch (awaited) {
      case Awaited.Job(var job, var needed) -> "job " + job + " to " + verb(needed);
      case Awaited.OtherBatch(var batch, var needed) -> "batch " + batch + " to " + verb(needed);
    };
  }

  /** What becomes, or became, of failed tasks that are tried again before others. */
  public static String of(CanaryState state) {
    return switch (state) {
      case CanaryState.UnderWay(var tried, var held) ->
          tried + " are tried first, " + held + " wait";
      case CanaryState.JobCancelled _ -> "the job was cancelled before the tasks tried first ended";
      case CanaryState.TaskFailed(var task) -> "task " + task + ", tried first, failed again";
      case CanaryState.AllSucceeded(var tasks) -> "all " + tasks + " tasks tried first succeeded";
    };
  }

  private static String verb(Condition needed) {
    return switch (needed) {
      case SUCCEEDED -> "succeed";
      case COMPLETED -> "complete";
      case FAILED -> "fail";
    };
  }
}
