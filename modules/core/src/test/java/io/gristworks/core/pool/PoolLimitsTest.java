package io.gristworks.core.pool;

import static io.gristworks.core.pool.LimitsWorld.SECOND;
import static io.gristworks.core.pool.PoolStory.SCAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.pool.LimitsWorld.Truth;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.core.rule.QueueRule;
import io.gristworks.core.rule.TenantRule;
import io.gristworks.testing.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Limits are exact: whatever is lost, late or doubled on the way, whichever pool it is, though the
 * one before lives on beside it and coordinators are away meanwhile, there is never more held at
 * once than a limit says, and never more handed out in any time than the rate and its burst allow.
 * And everything is handed out in the end.
 */
class PoolLimitsTest {
  private static final List<String> QUEUES = List.of("a", "b", "c");

  @Seeds(400)
  void limitsHoldThoughMessagesAndPoolsAreLost(RandomGenerator random) {
    var tenants = new TreeMap<String, TenantRule>();
    for (int tenant = 0; tenant < 3; tenant++) {
      tenants.put("tenant-" + tenant, new TenantRule(tenant + 1, limits(random), 0));
    }
    var queues = new TreeMap<String, QueueRule>();
    QUEUES.forEach(queue -> queues.put(queue, new QueueRule(1, limits(random))));
    var operations = Map.of(SCAN, limits(random));
    var rules = new ClusterRules(1, tenants, queues, operations, Optional.empty());
    var world = new LimitsWorld(random, rules, random.nextInt(1, 5));
    world.loss = random.nextDouble() * 0.2;
    var truths = populate(world, random);
    for (int more = random.nextInt(1, 4); more > 0; more--) {
      long at = random.nextLong(100 * SECOND);
      world.after(at, () -> world.freshPool(random.nextLong(5 * SECOND)));
      for (var coordinator : world.coordinators.values()) {
        if (random.nextInt(3) == 0) {
          long falls = Math.max(0, at + random.nextLong(-3 * SECOND, 3 * SECOND));
          world.after(falls, () -> coordinator.falls(random.nextLong(20 * SECOND)));
        }
      }
    }
    world.runUntilDone(Duration.ofHours(2));
    assertThat(world.coordinators.values()).allSatisfy(each -> assertThat(each.pending).isZero());
    truths.forEach(Truth::checkRate);
  }

  private static List<Truth> populate(LimitsWorld world, RandomGenerator random) {
    var rules = world.rules;
    var all = new TreeMap<String, Truth>();
    all.put(SCAN, new Truth(rules.operation(SCAN)));
    QUEUES.forEach(queue -> all.put(queue, new Truth(rules.queue(queue).limits())));
    rules.tenants().forEach((name, rule) -> all.put(name, new Truth(rule.limits())));
    for (int at = 0; at < random.nextInt(2, 10); at++) {
      var own = at % 2 == 0 ? JobLimits.NONE : new JobLimits(random.nextInt(1, 30), 0);
      var tenant = "tenant-" + at % 3;
      var queue = QUEUES.get(random.nextInt(QUEUES.size()));
      world.job(
          at,
          queue,
          tenant,
          random.nextInt(1, 150),
          own,
          List.of(
              Objects.requireNonNull(all.get(SCAN)),
              Objects.requireNonNull(all.get(queue)),
              Objects.requireNonNull(all.get(tenant))));
    }
    var truths = new ArrayList<>(all.values());
    world.coordinators.values().forEach(each -> truths.addAll(each.truths));
    return truths;
  }

  private static JobLimits limits(RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> new JobLimits(random.nextInt(1, 60), 0);
      case 1 -> new JobLimits(0, random.nextDouble(0.3, random.nextBoolean() ? 2 : 100));
      case 2 -> new JobLimits(random.nextInt(1, 60), 2 + random.nextDouble() * 100);
      default -> JobLimits.NONE;
    };
  }
}
