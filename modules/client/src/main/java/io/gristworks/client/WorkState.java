package io.gristworks.client;

import java.util.Locale;

/** Where a batch or a job stands. */
public enum WorkState {
  /** Open: still taking tasks. */
  CREATED,
  /** Waiting for workers, or for other jobs. */
  QUEUED,
  /** At least one task has been handed out. */
  RUNNING,
  /** Held on request. */
  PAUSED,
  /** Every task has its outcome, and at least one succeeded. */
  COMPLETED,
  /** Every task has its outcome, and none succeeded. */
  FAILED,
  /** Ended on request, or because its time was over or too much of it failed. */
  CANCELLED,
  /** Never begun, because what it waited for did not end as it needs it. */
  SKIPPED,
  /** A word of a server newer than this client; never final. */
  UNKNOWN;

  /** The state of that name, in any case. */
  public static WorkState of(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException _) {
      return UNKNOWN;
    }
  }

  /** Whether nothing more will happen. */
  public boolean isFinal() {
    return this == COMPLETED || this == FAILED || this == CANCELLED || this == SKIPPED;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
