package io.gristworks.gateway.queue;

import java.time.Duration;

/**
 * Past how much waiting work submissions are refused. Where a bound is 0 there is none.
 *
 * @param tasks waiting tasks of all tenants
 * @param work expected work in them, on one worker
 * @param tenantTasks waiting tasks of a tenant whose rule names no bound
 * @param tenantWork expected work in the tenant's waiting tasks, on one worker
 */
public record Backlog(long tasks, Duration work, long tenantTasks, Duration tenantWork) {
  /** Half a billion tasks, however long they take. */
  public static final Backlog USUAL = new Backlog(500_000_000, Duration.ZERO, 0, Duration.ZERO);

  /** Checks the bounds. */
  public Backlog {
    if (tasks < 0 || tenantTasks < 0 || work.isNegative() || tenantWork.isNegative()) {
      throw new IllegalArgumentException("bounds of the backlog must be 0 or more");
    }
  }
}
