package io.gristworks.handler;

import java.time.Instant;
import java.util.Optional;

/**
 * Who is running, for whom, for how long. Batch, job, task, attempt and lease together name one
 * execution: use them to make side effects idempotent.
 */
public interface TaskContext {

  /** The batch's id. */
  String batch();

  /** The job's name within its batch. */
  String job();

  /** The task's index within its job, from 0. */
  long task();

  /** The submitter's own id of the task, where one was given. */
  Optional<String> customId();

  /** The number of this execution, from 1. Executions cut off by a crash are not counted. */
  int attempt();

  /**
   * The lease under which the task runs. It only grows: of two executions the higher is the later.
   */
  long lease();

  /** When this attempt's time is over. */
  Instant deadline();

  /** Whether the task's outcome is no longer wanted. Cheap; long loops should ask. */
  boolean isCancelled();

  /**
   * Adds to a counter of the job, shown in its summary. Counted exactly once, and only if this
   * attempt succeeds.
   *
   * @param name 1 to 64 of {@code [a-z0-9_]}
   */
  void count(String name, long delta);
}
