package io.gristworks.gateway.problem;

import io.gristworks.core.batch.Refusal;

/** Says what coordinators refuse in sentences: the one place where refusals are worded. */
public final class RefusalText {
  private RefusalText() {}

  /** The reason, for people, with names and values. */
  public static String of(Refusal refusal) {
    return switch (refusal) {
      case Refusal.UnknownBatch(var batch) ->
          "there is no batch " + batch + "; if there was, it has been purged after its retention";
      case Refusal.UnknownJob(var job) -> "the batch has no job " + job;
      case Refusal.UnknownTask(var task) -> "the job has no task " + task;
      case Refusal.KeyUsedOtherwise(var batch) ->
          "this Idempotency-Key was used for another submission, which became batch " + batch;
      case Refusal.AppendKeyUsedOtherwise(var job, var key) ->
          "this Idempotency-Key, "
              + key
              + ", brought other tasks to job "
              + job
              + " before; those stay, and these were not taken";
      case Refusal.TooManyAppendKeys(var batch, var limit) ->
          "batch "
              + batch
              + " has taken tasks under "
              + limit
              + " keys already, which is the limit; send more tasks at once, or no Idempotency-Key";
      case Refusal.AlreadySealed(var batch) ->
          "batch " + batch + " is sealed and takes no more tasks";
      case Refusal.CountMismatch(var job, var expected, var arrived) ->
          "job " + job + " has " + arrived + " tasks, not the " + expected + " expected";
      case Refusal.NoTasks(var job) -> "job " + job + " has no tasks";
      case Refusal.TooManyTasks(var job, var tasks, var limit) ->
          "job " + job + " would have " + tasks + " tasks; the limit is " + limit;
      case Refusal.TooManyJobs(var batch, var limit) ->
          "batch " + batch + " would have more than " + limit + " jobs, which is the limit";
      case Refusal.ParametersTooLarge(var job, var bytes, var limit) ->
          tooLarge("the parameters of job " + job, bytes, limit);
      case Refusal.JobsTooLarge(var bytes, var limit) ->
          tooLarge("all names, labels and dependencies of the batch's jobs together", bytes, limit);
      case Refusal.BatchTooLarge(var bytes, var limit) ->
          tooLarge("the batch without its tasks", bytes, limit);
      case Refusal.Cycle(var jobs) -> "jobs wait for each other: " + String.join(" -> ", jobs);
      case Refusal.NameTaken(var job) -> "the batch has another job " + job;
      case Refusal.TasksFromElsewhere(var job) ->
          "job " + job + " gets its tasks from other jobs and takes none of its own";
      case Refusal.NothingToReduce(var job) ->
          "job " + job + " reduces the results of the jobs it waits for, and waits for none";
      case Refusal.AlreadyEnded(var job) ->
          (job == null ? "the batch" : "job " + job) + " has ended";
      case Refusal.StillEnding(var job) ->
          "job " + job + " is being cancelled; its failed tasks can be tried again afterwards";
      case Refusal.UnknownGroup(var group) -> "there is no group of errors " + group;
      case Refusal.CanaryUnderWay(var job) ->
          "failed tasks of job " + job + " are being tried first already; their end decides";
      case Refusal.OutOfStep(var job, var from, var expected) ->
          "job " + job + " takes its tasks from segment " + expected + " on, not " + from;
      case Refusal.BatchRetired(var batch) ->
          "batch " + batch + " has been purged: its retention is over";
      case Refusal.BeingPurged(var batch) ->
          "the earlier batch of this Idempotency-Key, "
              + batch
              + ", is being purged; the key is free again in a few minutes";
      case Refusal.NotFinished(var batch) -> "batch " + batch + " has not ended";
      case Refusal.FinishedLater(var batch, var finishedAt) ->
          "batch " + batch + " ended at " + finishedAt + "; its retention is not over";
    };
  }

  private static String tooLarge(String what, long bytes, long limit) {
    return what + " would have " + bytes + " bytes; the limit is " + limit;
  }
}
