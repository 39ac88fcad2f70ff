package io.gristworks.core.bulk;

/** How far a bulk operation is. */
public enum BulkState {
  /** Stored; nothing is done yet. */
  ACCEPTED,
  /** Under way. */
  RUNNING,
  /** Every batch that matched has answered. */
  DONE,
  /** Stopped on request; what it had done stays. */
  CANCELLED;

  /** Whether nothing more will happen. */
  public boolean isFinal() {
    return this == DONE || this == CANCELLED;
  }
}
