package io.gristworks.handler;

/** Runs one task at a time. */
@FunctionalInterface
public non-sealed interface TaskHandler<I, O> extends Handler<I, O> {

  /**
   * Runs one attempt of one task.
   *
   * <p>The thread is interrupted when the task's time is over or it is cancelled; a handler that
   * goes on regardless is abandoned, and what it returns later counts for nothing.
   *
   * @return the result, stored as the task's outcome
   * @throws PermanentFailure where another attempt cannot help
   * @throws Exception any other failure of this attempt; retried as the job says
   */
  O handle(I input, TaskContext context) throws Exception;
}
