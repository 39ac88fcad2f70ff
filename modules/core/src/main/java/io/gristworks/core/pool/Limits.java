package io.gristworks.core.pool;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.rule.ClusterRules;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** All limits beside the jobs' own, by what they limit. */
final class Limits {
  private final Map<String, LimitState> queues = new TreeMap<>();
  private final Map<String, LimitState> operations = new TreeMap<>();
  private final Map<String, LimitState> tenants = new TreeMap<>();
  private ClusterRules rules;
  private boolean counted;
  private long countedAt;

  Limits(ClusterRules rules) {
    this.rules = rules;
  }

  ClusterRules rules() {
    return rules;
  }

  /** From now on these hold. */
  void follow(ClusterRules others, long now) {
    rules = others;
    queues.forEach((name, limit) -> limit.limit(others.queue(name).limits(), now));
    operations.forEach((name, limit) -> limit.limit(others.operation(name), now));
    tenants.forEach((name, limit) -> limit.limit(others.tenant(name).limits(), now));
  }

  /** From now on it is known what is out under each. */
  void counted(long now) {
    counted = true;
    countedAt = now;
    Consumer<LimitState> count = limit -> limit.counted(now);
    queues.values().forEach(count);
    operations.values().forEach(count);
    tenants.values().forEach(count);
  }

  boolean isCounted() {
    return counted;
  }

  LimitState queue(String name, long now) {
    return of(queues, name, rules.queue(name).limits(), now);
  }

  LimitState operation(String name, long now) {
    return of(operations, name, rules.operation(name), now);
  }

  LimitState tenant(String name, long now) {
    return of(tenants, name, rules.tenant(name).limits(), now);
  }

  private LimitState of(Map<String, LimitState> all, String name, JobLimits limits, long now) {
    var limit = all.computeIfAbsent(name, _ -> fresh());
    limit.limit(limits, now);
    return limit;
  }

  /** Of a job. */
  LimitState fresh() {
    return new LimitState(counted, countedAt);
  }

  /** Forgets a queue's or tenant's, unless its limits say something for which the past counts. */
  void forget(Account account) {
    account.limit.accounts.remove(account);
    if (account.limit.accounts.isEmpty() && !account.limit.isLimited()) {
      queues.remove(account.name, account.limit);
      tenants.remove(account.name, account.limit);
    }
  }
}
