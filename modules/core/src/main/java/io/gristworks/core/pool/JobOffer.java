package io.gristworks.core.pool;

/**
 * What a job has for the workers of a queue, as its coordinator last said.
 *
 * @param tenant who pays for it
 * @param operation what a node must be able to run
 * @param cpuBound whether it needs a core while it runs
 * @param weight its share beside the tenant's other jobs, from 1
 * @param pending how many tasks wait to be handed out, from 0
 * @param stealable how many tasks are handed out and not known to have been started, from 0
 * @param taskSeconds the expected time of one task; 0 where nothing is known
 */
public record JobOffer(
    JobKey job,
    String tenant,
    String operation,
    boolean cpuBound,
    int weight,
    long pending,
    long stealable,
    double taskSeconds) {

  /** What a task is thought to take as long as nothing is known: nothing is free. */
  private static final double UNKNOWN_TASK_SECONDS = 1e-3;

  /** Brings what makes no sense to the nearest sense: an offer is soft and no reason to fail. */
  public JobOffer {
    weight = Math.max(1, weight);
    pending = Math.max(0, pending);
    stealable = Math.max(0, stealable);
    taskSeconds = taskSeconds > 0 ? taskSeconds : UNKNOWN_TASK_SECONDS; // also for NaN
  }

  /** Whether there is nothing in it. */
  boolean isEmpty() {
    return pending == 0 && stealable == 0;
  }

  /** The same job with nothing to do. */
  JobOffer withdrawn() {
    return new JobOffer(job, tenant, operation, cpuBound, weight, 0, 0, taskSeconds);
  }

  /** The expected seconds of the pending tasks on one worker. */
  double pendingSeconds() {
    return pending * taskSeconds;
  }

  /** The expected seconds of the stealable tasks on one worker. */
  double stealableSeconds() {
    return stealable * taskSeconds;
  }

  /** Where it queues. */
  Lane.Kind lane() {
    return new Lane.Kind(operation, cpuBound);
  }
}
