package io.gristworks.core.rule;

import io.gristworks.core.batch.JobLimits;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rules as they concern one queue.
 *
 * @param stopped whether nothing may be handed out
 * @param limits of all its work together
 * @param operations of the work of one operation, in this and all other queues together; no limit
 *     for those not named
 * @param tenants likewise of the work of one tenant; the usual for those not named
 */
public record QueueRules(
    boolean stopped,
    JobLimits limits,
    Map<String, JobLimits> operations,
    Map<String, TenantRule> tenants) {
  /** Nothing is known yet: until it is, nothing may be handed out. */
  public static final QueueRules UNKNOWN = new QueueRules(true, JobLimits.NONE, Map.of(), Map.of());

  /** Copies the maps. */
  public QueueRules {
    operations = Map.copyOf(operations);
    tenants = Map.copyOf(tenants);
  }

  /** Nothing but shares. */
  public static QueueRules ofWeights(Map<String, Integer> weights) {
    var tenants = new TreeMap<String, TenantRule>();
    weights.forEach(
        (tenant, weight) -> tenants.put(tenant, new TenantRule(weight, JobLimits.NONE, 0)));
    return new QueueRules(false, JobLimits.NONE, Map.of(), tenants);
  }

  /** Whether any tenant or operation has a limit. */
  public boolean sharesLimits() {
    return operations.values().stream().anyMatch(limits -> !limits.equals(JobLimits.NONE))
        || tenants.values().stream().anyMatch(rule -> !rule.limits().equals(JobLimits.NONE));
  }

  /** What holds for a tenant. */
  public TenantRule tenant(String name) {
    return tenants.getOrDefault(name, TenantRule.USUAL);
  }

  /** What holds for an operation. */
  public JobLimits operation(String name) {
    return operations.getOrDefault(name, JobLimits.NONE);
  }
}
