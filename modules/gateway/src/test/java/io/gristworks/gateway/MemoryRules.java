package io.gristworks.gateway;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.core.rule.QueueRule;
import io.gristworks.core.rule.Stop;
import io.gristworks.core.rule.TenantRule;
import io.gristworks.store.rule.RuleStore;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rules in memory. */
final class MemoryRules implements RuleStore {
  private final Map<String, QueueRule> queues = new TreeMap<>();
  private final Map<String, TenantRule> tenants = new TreeMap<>();
  private final Map<Scope, Map<String, JobLimits>> limits = new TreeMap<>();
  private @Nullable Stop stop;
  private long revision;

  @Override
  public synchronized ClusterRules read() {
    return new ClusterRules(
        revision, tenants, queues, of(Scope.OPERATION), Optional.ofNullable(stop));
  }

  private Map<String, JobLimits> of(Scope scope) {
    return limits.computeIfAbsent(scope, _ -> new TreeMap<>());
  }

  @Override
  public synchronized Optional<ClusterRules> readUnless(long known) {
    return known == revision ? Optional.empty() : Optional.of(read());
  }

  @Override
  public synchronized void put(String tenant, TenantRule rule, String by) {
    revision++;
    tenants.put(tenant, rule);
  }

  @Override
  public synchronized boolean dropTenant(String tenant) {
    revision++;
    return tenants.remove(tenant) != null;
  }

  @Override
  public synchronized void putQueue(String queue, QueueRule rule, String by) {
    revision++;
    queues.put(queue, rule);
  }

  @Override
  public synchronized void put(Scope scope, String name, JobLimits most, String by) {
    revision++;
    of(scope).put(name, most);
  }

  @Override
  public synchronized boolean drop(Scope scope, String name) {
    revision++;
    return (scope == Scope.QUEUE ? queues : of(scope)).remove(name) != null;
  }

  @Override
  public synchronized Stop stop(Stop wanted) {
    revision++;
    var now = stop == null ? wanted : stop;
    stop = now;
    return now;
  }

  @Override
  public synchronized boolean release() {
    revision++;
    boolean was = stop != null;
    stop = null;
    return was;
  }
}
