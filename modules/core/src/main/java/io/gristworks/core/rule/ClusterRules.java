package io.gristworks.core.rule;

import io.gristworks.core.batch.JobLimits;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All rules.
 *
 * @param revision grows with each change of what is stored; 0 before the first
 * @param tenants by name
 * @param queues by name
 * @param operations by name; like those of tenants, each holds over all queues together
 * @param stop the emergency stop, while it holds
 */
public record ClusterRules(
    long revision,
    Map<String, TenantRule> tenants,
    Map<String, QueueRule> queues,
    Map<String, JobLimits> operations,
    Optional<Stop> stop) {
  /** None. */
  public static final ClusterRules NONE =
      new ClusterRules(0, Map.of(), Map.of(), Map.of(), Optional.empty());

  /** Nothing is known yet: until it is, nothing may be handed out. */
  public static final ClusterRules UNKNOWN =
      new ClusterRules(
          0, Map.of(), Map.of(), Map.of(), Optional.of(new Stop("", "", Instant.EPOCH)));

  /** Copies the maps. */
  public ClusterRules {
    tenants = Map.copyOf(tenants);
    queues = Map.copyOf(queues);
    operations = Map.copyOf(operations);
  }

  /** These, and where they say nothing, {@code others}: what is stored over what is configured. */
  public ClusterRules over(ClusterRules others) {
    return new ClusterRules(
        revision,
        over(tenants, others.tenants),
        over(queues, others.queues),
        over(operations, others.operations),
        stop.or(others::stop));
  }

  private static <V> Map<String, V> over(Map<String, V> these, Map<String, V> others) {
    var all = new TreeMap<>(others);
    all.putAll(these);
    return all;
  }

  /** What holds for a tenant. */
  public TenantRule tenant(String name) {
    return tenants.getOrDefault(name, TenantRule.USUAL);
  }

  /** What holds for a queue. */
  public QueueRule queue(String name) {
    return queues.getOrDefault(name, QueueRule.USUAL);
  }

  /** What holds for an operation. */
  public JobLimits operation(String name) {
    return operations.getOrDefault(name, JobLimits.NONE);
  }
}
