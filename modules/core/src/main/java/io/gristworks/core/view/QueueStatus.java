package io.gristworks.core.view;

import java.util.List;

/**
 * A queue as the pool sees it.
 *
 * @param queue its name
 * @param pendingTasks tasks waiting to be handed out
 * @param backlogSeconds the expected seconds of work in them, on one worker
 * @param oldestWaitSeconds how long the job that has waited longest has been waiting for a grant
 * @param idleLeases how many leases worker nodes would take now
 * @param workers how many workers there are; they serve all queues
 * @param jobs the jobs with work, the next to be served first, at most 100
 * @param load how it goes
 */
public record QueueStatus(
    String queue,
    long pendingTasks,
    double backlogSeconds,
    double oldestWaitSeconds,
    int idleLeases,
    int workers,
    List<WaitingJob> jobs,
    Load load) {
  /** One of which nothing is known but what waits. */
  public QueueStatus(
      String queue,
      long pendingTasks,
      double backlogSeconds,
      double oldestWaitSeconds,
      int idleLeases,
      int workers,
      List<WaitingJob> jobs) {
    this(
        queue,
        pendingTasks,
        backlogSeconds,
        oldestWaitSeconds,
        idleLeases,
        workers,
        jobs,
        new Load(false, 0, 0, 0, 0, List.of()));
  }

  /**
   * A job that has work in the queue.
   *
   * @param weight its share
   */
  public record WaitingJob(
      String tenant, String batch, int job, String operation, int weight, long pendingTasks) {}

  /**
   * How a queue's work goes.
   *
   * @param stopped whether the emergency stop holds
   * @param leasedTasks tasks that are handed out
   * @param tasksPerSecond how many tasks are handed out a second, of late
   * @param drainPerSecond how many seconds of the backlog are handed out a second, of late
   * @param desiredWorkers how many workers would do what is known in the wished time
   * @param tenants whose work it is, the most first, at most 1,000
   * @param limits that hold for work in it, beside those of jobs, at most 1,000
   */
  public record Load(
      boolean stopped,
      long leasedTasks,
      double tasksPerSecond,
      double drainPerSecond,
      int desiredWorkers,
      List<TenantLoad> tenants,
      List<LimitUse> limits) {
    /** Without limits. */
    public Load(
        boolean stopped,
        long leasedTasks,
        double tasksPerSecond,
        double drainPerSecond,
        int desiredWorkers,
        List<TenantLoad> tenants) {
      this(
          stopped, leasedTasks, tasksPerSecond, drainPerSecond, desiredWorkers, tenants, List.of());
    }
  }

  /**
   * A limit that holds in the whole cluster, whatever queues the work is in.
   *
   * @param scope {@code queue}, {@code tenant} or {@code operation}
   * @param name of the one
   * @param measure {@code max_concurrent} or {@code per_second}
   * @param limit what it says
   * @param out how many tasks are out under it; of a rate, how many may go out in a moment
   * @param counted whether it is known how many are out: if not, a new pool counts, and nothing
   *     passes the limit
   */
  public record LimitUse(
      String scope, String name, String measure, double limit, long out, boolean counted) {}

  /**
   * What a tenant has in the queue.
   *
   * @param weight its share
   */
  public record TenantLoad(
      String tenant, int weight, long pendingTasks, double backlogSeconds, long leasedTasks) {}
}
