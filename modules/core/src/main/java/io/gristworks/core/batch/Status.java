package io.gristworks.core.batch;

/** Where a batch or a job stands. */
public enum Status {
  /** Open: still taking tasks. */
  CREATED,
  /** Waiting for workers, or for other jobs. */
  QUEUED,
  /** At least one task has been handed out. */
  RUNNING,
  /** Every task has its outcome, and at least one succeeded. */
  COMPLETED,
  /** Every task has its outcome, and none succeeded. */
  FAILED,
  /** Ended on request, or because a job it needed did not succeed. */
  CANCELLED;

  /** Whether nothing more will happen. */
  public boolean isFinal() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }
}
