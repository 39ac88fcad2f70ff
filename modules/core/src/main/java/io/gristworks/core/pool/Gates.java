package io.gristworks.core.pool;

import io.gristworks.core.rule.QueueRules;
import java.util.HashMap;
import java.util.Map;

/** The limits that hold in a queue beside the jobs' own, and what is out under each. */
final class Gates {
  private final long born;
  private final long countsKnownAt;
  private final Gate queue;

  // Never iterated to decide: the order of these maps is chance.
  private final Map<String, Gate> operations = new HashMap<>();
  private final Map<String, Gate> tenants = new HashMap<>();

  private QueueRules rules;

  /**
   * Those of a pool that is born now: what the one before let pass just before must not count
   * twice, so the buckets are empty, and nothing passes a limit of concurrency before all
   * coordinators have had the time to say what is leased.
   */
  Gates(QueueRules rules, long settleNanos, long now) {
    this.rules = rules;
    this.born = now;
    this.countsKnownAt = now + settleNanos;
    this.queue = new Gate(born, countsKnownAt);
    queue.limit(rules.limits(), now);
  }

  QueueRules rules() {
    return rules;
  }

  /** From now on these hold. */
  void follow(QueueRules others, long now) {
    rules = others;
    queue.limit(others.limits(), now);
    operations.forEach((name, gate) -> gate.limit(others.operation(name), now));
    tenants.forEach((name, gate) -> gate.limit(others.tenant(name).limits(), now));
  }

  Gate queue() {
    return queue;
  }

  Gate operation(String name, long now) {
    var gate = operations.computeIfAbsent(name, _ -> new Gate(born, countsKnownAt));
    gate.limit(rules.operation(name), now);
    return gate;
  }

  Gate tenant(String name, long now) {
    var gate = tenants.computeIfAbsent(name, _ -> new Gate(born, countsKnownAt));
    gate.limit(rules.tenant(name).limits(), now);
    return gate;
  }

  /** Of a job: its coordinator knows what is leased of it, and holds to its limits itself. */
  Gate job() {
    return new Gate(born, born);
  }

  /** Forgets a tenant's, unless its limits say something for which what was before counts. */
  void forgetTenant(String name) {
    var gate = tenants.get(name);
    if (gate != null && !gate.isLimited()) {
      tenants.remove(name);
    }
  }
}
