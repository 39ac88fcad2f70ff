package io.gristworks.core.rule;

import io.gristworks.core.batch.JobLimits;

/**
 * What a tenant gets.
 *
 * @param weight its share beside other tenants, 1 to 1000
 * @param limits how much of its work may go on at a time, in all queues together
 * @param maxPending past so many waiting tasks it may not submit more; 0 for no bound
 */
public record TenantRule(int weight, JobLimits limits, long maxPending) {
  /** The highest share. */
  public static final int WEIGHT_MAX = 1_000;

  /** A share of 1, and no limits. */
  public static final TenantRule USUAL = new TenantRule(1, JobLimits.NONE, 0);

  /** Checks the bounds. */
  public TenantRule {
    if (weight < 1 || weight > WEIGHT_MAX) {
      throw new IllegalArgumentException("weight must be 1 to " + WEIGHT_MAX + ", was " + weight);
    }
    if (maxPending < 0) {
      throw new IllegalArgumentException("max_pending must be 0 or more, was " + maxPending);
    }
  }
}
