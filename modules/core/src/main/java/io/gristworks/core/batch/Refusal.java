package io.gristworks.core.batch;

import java.time.Instant;
import java.util.List;

/** Why a wish of the caller's cannot be granted. Nothing has changed. */
public sealed interface Refusal {
  /** The reason, for people, with names and values. */
  String message();

  /** There is no such batch. */
  record UnknownBatch(String batch) implements Refusal {
    @Override
    public String message() {
      return "there is no batch "
          + batch
          + "; if there was, it has been purged after its retention";
    }
  }

  /** The batch has no such job. */
  record UnknownJob(String job) implements Refusal {
    @Override
    public String message() {
      return "the batch has no job " + job;
    }
  }

  /** The job has no such task. */
  record UnknownTask(String task) implements Refusal {
    @Override
    public String message() {
      return "the job has no task " + task;
    }
  }

  /** The same idempotency key came with something else before. */
  record KeyUsedOtherwise(String batch) implements Refusal {
    @Override
    public String message() {
      return "this Idempotency-Key was used for another submission, which became batch " + batch;
    }
  }

  /** The same idempotency key brought other tasks to the job before. */
  record AppendKeyUsedOtherwise(String job, String key) implements Refusal {
    @Override
    public String message() {
      return "this Idempotency-Key, "
          + key
          + ", brought other tasks to job "
          + job
          + " before; those stay, and these were not taken";
    }
  }

  /** More appends with a key than a batch remembers. */
  record TooManyAppendKeys(String batch, int limit) implements Refusal {
    @Override
    public String message() {
      return "batch "
          + batch
          + " has taken tasks under "
          + limit
          + " keys already, which is the limit; send more tasks at once, or no Idempotency-Key";
    }
  }

  /** The batch is sealed. */
  record AlreadySealed(String batch) implements Refusal {
    @Override
    public String message() {
      return "batch " + batch + " is sealed and takes no more tasks";
    }
  }

  /** The counts given at the sealing are not those that arrived. */
  record CountMismatch(String job, long expected, long arrived) implements Refusal {
    @Override
    public String message() {
      return "job " + job + " has " + arrived + " tasks, not the " + expected + " expected";
    }
  }

  /** A job would have no task at all. */
  record NoTasks(String job) implements Refusal {
    @Override
    public String message() {
      return "job " + job + " has no tasks";
    }
  }

  /** More tasks than a job can have. */
  record TooManyTasks(String job, long tasks, long limit) implements Refusal {
    @Override
    public String message() {
      return "job " + job + " would have " + tasks + " tasks; the limit is " + limit;
    }
  }

  /** More jobs than a batch can have. */
  record TooManyJobs(String batch, int limit) implements Refusal {
    @Override
    public String message() {
      return "batch " + batch + " would have more than " + limit + " jobs, which is the limit";
    }
  }

  /** More than a message between nodes holds. */
  record TooLarge(String what, long bytes, long limit) implements Refusal {
    @Override
    public String message() {
      return what + " would have " + bytes + " bytes; the limit is " + limit;
    }
  }

  /** Jobs wait for each other in a circle. */
  record Cycle(List<String> jobs) implements Refusal {
    @Override
    public String message() {
      return "jobs wait for each other: " + String.join(" -> ", jobs);
    }
  }

  /** Two jobs of a batch would have the same name. */
  record NameTaken(String job) implements Refusal {
    @Override
    public String message() {
      return "the batch has another job " + job;
    }
  }

  /** The job gets its tasks from other jobs, not from the submitter. */
  record TasksFromElsewhere(String job) implements Refusal {
    @Override
    public String message() {
      return "job " + job + " gets its tasks from other jobs and takes none of its own";
    }
  }

  /** A reduce job that waits for no job. */
  record NothingToReduce(String job) implements Refusal {
    @Override
    public String message() {
      return "job " + job + " reduces the results of the jobs it waits for, and waits for none";
    }
  }

  /** What the job would be told comes too late. */
  record AlreadyEnded(String what) implements Refusal {
    @Override
    public String message() {
      return what + " has ended";
    }
  }

  /** Failed tasks cannot be tried again while their job is being cancelled. */
  record StillEnding(String job) implements Refusal {
    @Override
    public String message() {
      return "job " + job + " is being cancelled; its failed tasks can be tried again afterwards";
    }
  }

  /** The job has no such group of errors. */
  record UnknownGroup(String group) implements Refusal {
    @Override
    public String message() {
      return "there is no group of errors " + group;
    }
  }

  /** Some failed tasks of the job are being tried first already. */
  record CanaryUnderWay(String job) implements Refusal {
    @Override
    public String message() {
      return "failed tasks of job " + job + " are being tried first already; their end decides";
    }
  }

  /** Results would become tasks twice, or be left out. */
  record OutOfStep(String job, int from, int expected) implements Refusal {
    @Override
    public String message() {
      return "job " + job + " takes its tasks from segment " + expected + " on, not " + from;
    }
  }

  /** The batch's retention is over: it is deleted, or is being deleted. */
  record BatchRetired(String batch) implements Refusal {
    @Override
    public String message() {
      return "batch " + batch + " has been purged: its retention is over";
    }
  }

  /** A batch cannot come to be in the place of one that is still being deleted. */
  record BeingPurged(String batch) implements Refusal {
    @Override
    public String message() {
      return "the earlier batch of this Idempotency-Key, "
          + batch
          + ", is being purged; the key is free again in a few minutes";
    }
  }

  /** Nothing of what has not ended is ever deleted. */
  record NotFinished(String batch) implements Refusal {
    @Override
    public String message() {
      return "batch " + batch + " has not ended";
    }
  }

  /** The batch has ended, but its retention is not over. */
  record FinishedLater(String batch, Instant finishedAt) implements Refusal {
    @Override
    public String message() {
      return "batch " + batch + " ended at " + finishedAt + "; its retention is not over";
    }
  }
}
