package io.gristworks.core.task;

import org.jspecify.annotations.Nullable;

/**
 * What one attempt of one task came to, as it is stored.
 *
 * @param task the task's index
 * @param attempt the attempt, from 1; for a cancelled task the attempts made before, from 0
 * @param kind how it ended
 * @param result the result as JSON text in UTF-8; of a success only
 * @param error what went wrong; of a failure only
 * @param micros how long the handler ran, in microseconds
 * @param node the worker node that ran it
 */
public record Outcome(
    int task,
    int attempt,
    Kind kind,
    byte @Nullable [] result,
    @Nullable TaskError error,
    long micros,
    String node) {

  /** How an attempt ends. */
  public enum Kind {
    /** With a result. */
    SUCCEEDED,
    /** With an error; whether it is final is the coordinator's word. */
    FAILED
  }
}
