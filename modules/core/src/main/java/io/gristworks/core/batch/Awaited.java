package io.gristworks.core.batch;

/** What a job waits for before it may begin. */
public sealed interface Awaited {
  /** How it must have ended. */
  Condition needed();

  /** Another job of its batch. */
  record Job(String job, Condition needed) implements Awaited {}

  /** Another batch. */
  record OtherBatch(String batch, Condition needed) implements Awaited {}
}
