package io.gristworks.core.pool;

import static io.gristworks.core.pool.LimitsWorld.SECOND;
import static io.gristworks.core.pool.PoolStory.SCAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.pool.LimitsWorld.Truth;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.core.rule.TenantRule;
import io.gristworks.testing.Seeds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Limits are exact: whatever is lost or late on the way, whichever pool it is, and however many
 * queues share a limit, there is never more leased at once than it says, and never more handed out
 * in any time than the rate and its burst allow. And everything is handed out in the end.
 */
class PoolLimitsTest {

  @Seeds(150)
  void limitsHoldThoughMessagesAndPoolsAreLost(RandomGenerator random) {
    var world = new LimitsWorld(random, false);
    world.loss = random.nextDouble() * 0.2;
    populate(world, List.of("default"), random);
    var queue = Objects.requireNonNull(world.queues.get("default"));
    world.after(10 * SECOND + random.nextLong(10 * SECOND), queue::freshPool);
    world.runUntilDone(Duration.ofHours(1));
    assertThat(world.coordinators.values()).allSatisfy(each -> assertThat(each.pending).isZero());
  }

  @Seeds(300)
  void limitsOfTenantsAndOperationsHoldOverAllQueues(RandomGenerator random) {
    var world = new LimitsWorld(random, true);
    world.loss = random.nextDouble() * 0.2;
    populate(world, List.of("a", "b", "c"), random);
    for (var queue : world.queues.values()) {
      world.after(random.nextLong(60 * SECOND), queue::freshPool);
      world.after(random.nextLong(200 * SECOND), queue::freshPool);
    }
    world.after(random.nextLong(60 * SECOND), world::freshDivider);
    world.after(random.nextLong(200 * SECOND), world::freshDivider);
    world.runUntilDone(Duration.ofHours(2));
    assertThat(world.coordinators.values()).allSatisfy(each -> assertThat(each.pending).isZero());
  }

  private static void populate(LimitsWorld world, List<String> queues, RandomGenerator random) {
    var tenants = new TreeMap<String, TenantRule>();
    var ofTenants = new TreeMap<String, Truth>();
    for (int tenant = 0; tenant < 3; tenant++) {
      var limits = limits(random);
      tenants.put("tenant-" + tenant, new TenantRule(tenant + 1, limits, 0));
      ofTenants.put("tenant-" + tenant, new Truth(limits));
    }
    var ofScan = limits(random);
    var ofQueues = new TreeMap<String, JobLimits>();
    queues.forEach(queue -> ofQueues.put(queue, limits(random)));
    var ofOperations = Map.of(SCAN, ofScan);
    world.follow(new ClusterRules(1, tenants, ofQueues, ofOperations, Optional.empty()));
    var scan = new Truth(ofScan);
    var truths = new TreeMap<String, Truth>();
    queues.forEach(
        queue -> {
          world.queue(queue);
          truths.put(queue, new Truth(Objects.requireNonNull(ofQueues.get(queue))));
        });
    for (int at = 0; at < random.nextInt(2, 10); at++) {
      var own = at % 2 == 0 ? JobLimits.NONE : new JobLimits(random.nextInt(1, 30), 0);
      var tenant = "tenant-" + at % 3;
      var queue = queues.get(random.nextInt(queues.size()));
      world.job(
          at,
          Objects.requireNonNull(world.queues.get(queue)),
          tenant,
          random.nextInt(1, 150),
          own,
          List.of(
              scan,
              Objects.requireNonNull(truths.get(queue)),
              Objects.requireNonNull(ofTenants.get(tenant))));
    }
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
