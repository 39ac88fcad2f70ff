package io.gristworks.core.pool;

import io.gristworks.core.rule.QueueRules;
import io.gristworks.core.share.Allotment;
import io.gristworks.core.share.Claim;
import io.gristworks.core.share.LimitKey.Measure;
import io.gristworks.core.share.LimitKey.Scope;
import io.gristworks.core.share.Units;
import io.gristworks.core.view.QueueStatus;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The limits that hold in a queue beside the jobs' own, and what is out under each. */
final class Gates {
  private final long born;
  private final long countsKnownAt;
  private final Gate queue;
  private final @Nullable Shares shares;

  // Never iterated to decide: the order of these maps is chance.
  private final Map<String, Gate> operations = new HashMap<>();
  private final Map<String, Gate> tenants = new HashMap<>();

  private QueueRules rules;

  /**
   * Those of a pool that is born now: what the one before let pass just before must not count
   * twice, so the buckets are empty, and nothing passes a limit of concurrency before all
   * coordinators have had the time to say what is leased.
   *
   * @param countsKnownAt when they have
   * @param shares of the limits of tenants and operations; null where they are this pool's alone
   */
  Gates(QueueRules rules, long countsKnownAt, @Nullable Shares shares, long now) {
    this.rules = rules;
    this.born = now;
    this.countsKnownAt = countsKnownAt;
    this.shares = shares;
    this.queue = new Gate(born, countsKnownAt, null);
    follow(rules, now);
  }

  QueueRules rules() {
    return rules;
  }

  /** The limits that hold, the queue's own first, and how much of them is this pool's. */
  Stream<QueueStatus.LimitPart> parts(String name) {
    var own =
        Arrays.stream(Measure.values())
            .filter(measure -> Units.of(queue.limits(), measure).isLimit())
            .map(measure -> queue.part("queue", name, measure));
    return shares == null ? own : Stream.concat(own, shares.parts());
  }

  /** Takes in what the divider says; returns the gates that may let out more, or less. */
  List<Gate> hear(Allotment allotment, long now) {
    return shares == null ? List.of() : shares.hear(allotment, now);
  }

  /**
   * What is to be said to the divider now.
   *
   * @param tick whether some time has passed
   */
  Optional<Claim> claim(boolean tick, long now) {
    return shares == null ? Optional.empty() : shares.claim(tick, now);
  }

  /** From now on these hold. */
  void follow(QueueRules others, long now) {
    rules = others;
    queue.limit(others.limits(), now);
    operations.forEach((name, gate) -> gate.limit(others.operation(name), now));
    tenants.forEach((name, gate) -> gate.limit(others.tenant(name).limits(), now));
    if (shares != null) {
      int most = others.limits().maxConcurrent();
      long whatever = most > 0 ? most : Long.MAX_VALUE;
      shares.follow(others.sharesLimits(), others.stopped() ? 0 : whatever);
    }
  }

  Gate queue() {
    return queue;
  }

  Gate operation(String name, long now) {
    var gate = operations.computeIfAbsent(name, it -> gate(Scope.OPERATION, it));
    gate.limit(rules.operation(name), now);
    return gate;
  }

  Gate tenant(String name, long now) {
    var gate = tenants.computeIfAbsent(name, it -> gate(Scope.TENANT, it));
    gate.limit(rules.tenant(name).limits(), now);
    return gate;
  }

  private Gate gate(Scope scope, String name) {
    var gate = new Gate(born, countsKnownAt, shares);
    if (shares != null) {
      shares.know(gate, scope, name);
    }
    return gate;
  }

  /** Of a job: its coordinator knows what is leased of it, and holds to its limits itself. */
  Gate job() {
    return new Gate(born, born, null);
  }

  /** Forgets a tenant's, unless its limits say something for which what was before counts. */
  void forgetTenant(String name) {
    var gate = tenants.get(name);
    if (gate != null && !gate.isLimited()) {
      tenants.remove(name);
      if (shares != null) {
        shares.forget(gate);
      }
    }
  }
}
