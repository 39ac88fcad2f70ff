package io.gristworks.core.batch;

/**
 * What must have become of a job, or of another batch, before what waits for it may start. Looked
 * at once it has ended; what holds then, or does not, is not looked at again: neither a retry of
 * its failed tasks nor anything else starts a dependent a second time or brings a skipped one back.
 */
public enum Condition {
  /** Every task of it succeeded; of no tasks, that is so. */
  SUCCEEDED,
  /** It ended of itself, each task succeeded or failed: it was neither cancelled nor skipped. */
  COMPLETED,
  /** At least one task of it failed, whatever became of the others. */
  FAILED;

  /**
   * Whether it holds.
   *
   * @param ended the status in which it ended
   * @param failed how many of its tasks failed
   */
  public boolean holds(Status ended, long failed) {
    return switch (this) {
      case SUCCEEDED -> ended == Status.COMPLETED && failed == 0;
      case COMPLETED -> ended == Status.COMPLETED || ended == Status.FAILED;
      case FAILED -> failed > 0;
    };
  }
}
