package io.gristworks.core.schedule;

/** What becomes of a due time while an earlier run of the schedule goes on. */
public enum OverlapRule {
  /** It is left out. */
  SKIP,
  /** It is run beside the other. */
  ALLOW,
  /** It waits for the other to end; while one waits, further ones are left out. */
  QUEUE,
  /** The other is cancelled, and it is run. */
  CANCEL
}
