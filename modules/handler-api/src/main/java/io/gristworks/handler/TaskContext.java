package io.gristworks.handler;

import java.time.Instant;
import java.util.Optional;

/**
 * Who is running, for whom, for how long. Batch, job, task, attempt and lease together name one
 * execution: use them to make side effects idempotent.
 */
public interface TaskContext {

  /** The longest name of a step, in characters. */
  int STEP_MAX = 200;

  /** The largest checkpoint, in bytes. */
  int CHECKPOINT_BYTES_MAX = 64 << 10;

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

  /**
   * Says how far this attempt has come, for whoever looks. Kept on this node while the task runs
   * and nowhere else; cheap enough to be said often.
   *
   * @param step what is being done, at most {@value #STEP_MAX} characters; may be empty
   * @param percent 0 to 100
   * @throws IllegalArgumentException if one of them is out of bounds
   */
  default void progress(String step, double percent) {}

  /**
   * Keeps {@code state} for the next attempt of this task, in place of what was kept before. On
   * return it is durable: it survives the node. A checkpoint is deleted when its batch ends.
   *
   * <p>A database's commit for each call: for tasks of seconds and more, and not many times a
   * second.
   *
   * @param state 0 to {@value #CHECKPOINT_BYTES_MAX} bytes, copied
   * @throws IllegalArgumentException if it is larger
   * @throws CheckpointUnavailable if it was not saved, or nobody knows: because the database is
   *     away, this attempt's time is over, or a later attempt has saved its own
   */
  default void saveCheckpoint(byte[] state) throws CheckpointUnavailable {
    throw new UnsupportedOperationException("no checkpoints are kept here");
  }

  /**
   * What an attempt of this task saved last, be it an earlier one or this one, here or on another
   * node. Read from the database at each call.
   *
   * @return empty where none saved anything
   * @throws CheckpointUnavailable if it cannot be read
   */
  default Optional<byte[]> checkpoint() throws CheckpointUnavailable {
    return Optional.empty();
  }
}
