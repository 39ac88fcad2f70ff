package io.gristworks.core.message;

import io.gristworks.core.batch.JobLimits;

/**
 * What a node holds of a job: for a pool that has begun and must know what is out.
 *
 * @param tasks how many, from 1
 */
public record NodeHolding(
    JobKey job, String queue, String tenant, String operation, boolean cpuBound, long tasks) {

  /** The job as it is known by this alone: nothing to do, and so many tasks leased. */
  public JobOffer asOffer(long leased) {
    var count = new LeasedCount(leased, 0, 0, 0);
    return new JobOffer(
        job, queue, tenant, operation, cpuBound, 1, 0, 0, 0, false, JobLimits.NONE, count);
  }
}
