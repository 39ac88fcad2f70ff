package io.gristworks.core.rule;

import io.gristworks.core.batch.JobLimits;

/**
 * What a queue gets.
 *
 * @param weight its share beside other queues, 1 to 1000
 * @param limits how much of its work may go on at a time
 */
public record QueueRule(int weight, JobLimits limits) {
  /** A share of 1, and no limits. */
  public static final QueueRule USUAL = new QueueRule(1, JobLimits.NONE);

  /** Checks the bounds. */
  public QueueRule {
    if (weight < 1 || weight > TenantRule.WEIGHT_MAX) {
      throw new IllegalArgumentException(
          "weight must be 1 to " + TenantRule.WEIGHT_MAX + ", was " + weight);
    }
  }
}
