package io.gristworks.core.batch;

import java.util.Collection;

/** Where a batch or a job stands. */
public enum Status {
  /** Open: still taking tasks. */
  CREATED,
  /** Waiting for workers, for a time, or for other jobs or batches. */
  QUEUED,
  /** At least one task has been handed out. */
  RUNNING,
  /** Somebody, or a failure budget, has stopped it for now. */
  PAUSED,
  /** Every task has its outcome, and at least one succeeded, or there was none. */
  COMPLETED,
  /** Every task has its outcome, and none succeeded. */
  FAILED,
  /** Ended on request, or because its time was over or too much of it failed. */
  CANCELLED,
  /** Never begun, because what it waited for did not end as it needs it. */
  SKIPPED;

  /** Whether nothing more will happen, unless somebody has failed tasks tried again. */
  public boolean isFinal() {
    return this == COMPLETED || this == FAILED || this == CANCELLED || this == SKIPPED;
  }

  /**
   * How a batch stands whose jobs stand so. Skipped jobs count only where there are no others.
   *
   * @param open whether it still takes tasks
   */
  public static Status of(Collection<Status> jobs, boolean open) {
    if (open) {
      return CREATED;
    }
    if (jobs.stream().allMatch(Status::isFinal)) {
      for (var worst : new Status[] {FAILED, CANCELLED, COMPLETED}) {
        if (jobs.contains(worst)) {
          return worst;
        }
      }
      return SKIPPED;
    }
    if (jobs.stream().allMatch(job -> job.isFinal() || job == PAUSED)) {
      return PAUSED;
    }
    return jobs.stream().allMatch(job -> job == QUEUED || job == SKIPPED) ? QUEUED : RUNNING;
  }
}
