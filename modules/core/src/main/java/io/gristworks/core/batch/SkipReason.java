package io.gristworks.core.batch;

/** Why a job will never begin: what it waited for did not end as it needs it. */
public sealed interface SkipReason {
  /** Another job was skipped itself. */
  record JobSkipped(String job, Condition needed) implements SkipReason {}

  /**
   * Not every task of another job succeeded.
   *
   * @param tasks how many did not
   */
  record JobNotSucceeded(String job, long tasks) implements SkipReason {}

  /** Another job was cancelled, and had to end by itself. */
  record JobCancelled(String job) implements SkipReason {}

  /** No task of another job failed, and one had to. */
  record JobNotFailed(String job) implements SkipReason {}

  /** The job whose results are its tasks was skipped. */
  record SourceSkipped(String job) implements SkipReason {}

  /**
   * Another batch did not end as it had to.
   *
   * @param status how it ended
   * @param failed how many of its tasks failed
   */
  record BatchEndedOtherwise(String batch, Condition needed, Status status, long failed)
      implements SkipReason {}
}
