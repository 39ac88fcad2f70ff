package io.gristworks.core.message;

import io.gristworks.core.batch.JobLimits;

/**
 * What a job has for the workers, as its coordinator last said.
 *
 * @param queue the queue that it is in
 * @param tenant who pays for it
 * @param operation what a node must be able to run
 * @param cpuBound whether it needs a core while it runs
 * @param weight its share beside the tenant's other jobs, from 1
 * @param pending how many tasks wait to be handed out, from 0
 * @param stealable how many tasks are handed out and not known to have been started, from 0
 * @param taskSeconds the expected time of one task; 0 where nothing is known
 * @param first whether it is served before all that is not
 * @param limits how much of it may go on at a time
 * @param count what is leased of it
 */
public record JobOffer(
    JobKey job,
    String queue,
    String tenant,
    String operation,
    boolean cpuBound,
    int weight,
    long pending,
    long stealable,
    double taskSeconds,
    boolean first,
    JobLimits limits,
    LeasedCount count) {

  /** What a task is thought to take as long as nothing is known: nothing is free. */
  private static final double UNKNOWN_TASK_SECONDS = 1e-3;

  /** Brings what makes no sense to the nearest sense: an offer is soft and no reason to fail. */
  public JobOffer {
    weight = Math.max(1, weight);
    pending = Math.max(0, pending);
    stealable = Math.max(0, stealable);
    boolean isKnown = taskSeconds > 0 && Double.isFinite(taskSeconds);
    taskSeconds = isKnown ? taskSeconds : UNKNOWN_TASK_SECONDS;
  }

  /** Of a job without limits whose offers are not numbered. */
  public JobOffer(
      JobKey job,
      String queue,
      String tenant,
      String operation,
      boolean cpuBound,
      int weight,
      long pending,
      long stealable,
      double taskSeconds) {
    this(
        job,
        queue,
        tenant,
        operation,
        cpuBound,
        weight,
        pending,
        stealable,
        taskSeconds,
        false,
        JobLimits.NONE,
        LeasedCount.UNKNOWN);
  }

  /** Whether there is nothing in it, nor anything leased of it. */
  public boolean isEmpty() {
    return pending == 0 && stealable == 0 && count.leased() == 0;
  }

  /** The same job with nothing to do; what is leased of it is leased still. */
  public JobOffer withdrawn() {
    return with(0, 0, count);
  }

  /** The same job with nothing to do, and nothing leased as far as is known. */
  public JobOffer unheard() {
    return with(0, 0, new LeasedCount(0, count.pool(), 0, count.seen()));
  }

  /** The same with a number, meant for the pool of that epoch. */
  public JobOffer numbered(long pool, long sequence) {
    return with(pending, stealable, new LeasedCount(count.leased(), pool, sequence, count.seen()));
  }

  private JobOffer with(long pendingNow, long stealableNow, LeasedCount countNow) {
    return new JobOffer(
        job,
        queue,
        tenant,
        operation,
        cpuBound,
        weight,
        pendingNow,
        stealableNow,
        taskSeconds,
        first,
        limits,
        countNow);
  }

  /** The expected seconds of the pending tasks on one worker. */
  public double pendingSeconds() {
    return pending * taskSeconds;
  }

  /** The expected seconds of the stealable tasks on one worker. */
  public double stealableSeconds() {
    return stealable * taskSeconds;
  }
}
