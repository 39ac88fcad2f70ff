package io.gristworks.handler;

/**
 * Runs the one task of a reduce job, which receives the results of all jobs that the job waits for.
 * The operation must say so with {@link Operation#reduces}.
 */
@FunctionalInterface
public non-sealed interface ReduceHandler<I, O> extends Handler<I, O> {

  /**
   * Makes one result of many. As with any task, the attempt may fail and be repeated, and then gets
   * the same results in the same order; only one outcome counts.
   *
   * <p>The thread is interrupted when the task's time is over or it is cancelled. Millions of
   * results take their time: the job's {@code timeout} must allow for it, and {@link
   * TaskContext#saveCheckpoint} can keep what was made of the first half.
   *
   * @param results streamed while they are read; for this call alone
   * @return the result, stored as the task's outcome
   * @throws PermanentFailure where another attempt cannot help
   * @throws Exception any other failure of this attempt; retried as the job says
   */
  O reduce(Results<I> results, TaskContext context) throws Exception;
}
