package io.gristworks.core.batch;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a wish of the caller's cannot be granted. Nothing has changed. The gateway words it. */
public sealed interface Refusal {
  /** There is no such batch. */
  record UnknownBatch(String batch) implements Refusal {}

  /** The batch has no such job. */
  record UnknownJob(String job) implements Refusal {}

  /** The job has no such task. */
  record UnknownTask(String task) implements Refusal {}

  /** The same idempotency key came with something else before. */
  record KeyUsedOtherwise(String batch) implements Refusal {}

  /** The same idempotency key brought other tasks to the job before. */
  record AppendKeyUsedOtherwise(String job, String key) implements Refusal {}

  /** More appends with a key than a batch remembers. */
  record TooManyAppendKeys(String batch, int limit) implements Refusal {}

  /** The batch is sealed. */
  record AlreadySealed(String batch) implements Refusal {}

  /** The counts given at the sealing are not those that arrived. */
  record CountMismatch(String job, long expected, long arrived) implements Refusal {}

  /** A job would have no task at all. */
  record NoTasks(String job) implements Refusal {}

  /** More tasks than a job can have. */
  record TooManyTasks(String job, long tasks, long limit) implements Refusal {}

  /** More jobs than a batch can have. */
  record TooManyJobs(String batch, int limit) implements Refusal {}

  /** A job's parameters are larger than a message between nodes can hold. */
  record ParametersTooLarge(String job, long bytes, long limit) implements Refusal {}

  /** All names, labels and dependencies of the jobs together are. */
  record JobsTooLarge(long bytes, long limit) implements Refusal {}

  /** The batch is, its tasks aside. */
  record BatchTooLarge(long bytes, long limit) implements Refusal {}

  /** Jobs wait for each other in a circle. */
  record Cycle(List<String> jobs) implements Refusal {}

  /** Two jobs of a batch would have the same name. */
  record NameTaken(String job) implements Refusal {}

  /** The job gets its tasks from other jobs, not from the submitter. */
  record TasksFromElsewhere(String job) implements Refusal {}

  /** A reduce job that waits for no job. */
  record NothingToReduce(String job) implements Refusal {}

  /**
   * What the job would be told comes too late.
   *
   * @param job null where it is the whole batch
   */
  record AlreadyEnded(@Nullable String job) implements Refusal {}

  /** Failed tasks cannot be tried again while their job is being cancelled. */
  record StillEnding(String job) implements Refusal {}

  /** The job has no such group of errors. */
  record UnknownGroup(String group) implements Refusal {}

  /** Some failed tasks of the job are being tried first already. */
  record CanaryUnderWay(String job) implements Refusal {}

  /** Results would become tasks twice, or be left out. */
  record OutOfStep(String job, int from, int expected) implements Refusal {}

  /** The batch's retention is over: it is deleted, or is being deleted. */
  record BatchRetired(String batch) implements Refusal {}

  /** A batch cannot come to be in the place of one that is still being deleted. */
  record BeingPurged(String batch) implements Refusal {}

  /** Nothing of what has not ended is ever deleted. */
  record NotFinished(String batch) implements Refusal {}

  /** The batch has ended, but its retention is not over. */
  record FinishedLater(String batch, Instant finishedAt) implements Refusal {}
}
