package io.gristworks.core.view;

import java.util.List;

/**
 * A queue as its pool sees it.
 *
 * @param queue its name
 * @param pendingTasks tasks waiting to be handed out
 * @param backlogSeconds the expected seconds of work in them, on one worker
 * @param oldestWaitSeconds how long the job that has waited longest has been waiting for a grant
 * @param idleLeases how many leases worker nodes would take now
 * @param workers how many workers serve the queue
 * @param jobs the jobs with work, the next to be served first, at most 100
 */
public record QueueStatus(
    String queue,
    long pendingTasks,
    double backlogSeconds,
    double oldestWaitSeconds,
    int idleLeases,
    int workers,
    List<WaitingJob> jobs) {
  /**
   * A job that has work in the queue.
   *
   * @param weight its share
   */
  public record WaitingJob(
      String tenant, String batch, int job, String operation, int weight, long pendingTasks) {}
}
