package io.gristworks.core.pool;

import static io.gristworks.core.pool.LimitsWorld.MILLISECOND;
import static io.gristworks.core.pool.LimitsWorld.SECOND;
import static io.gristworks.core.pool.PoolStory.SCAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.pool.LimitsWorld.Queue;
import io.gristworks.core.pool.LimitsWorld.Truth;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.core.rule.TenantRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How soon parts of a limit are where they are needed, and that all get some. */
class SharedLimitsTest {
  private static final Duration STEP = Duration.ofMillis(10);
  private static final long MANY = 1_000_000;

  private final LimitsWorld world = new LimitsWorld(new SplittableRandom(11), true);
  private final Queue a = world.queue("a");
  private final Queue b = world.queue("b");
  private final Queue c = world.queue("c");

  @BeforeEach
  void tasksAreShort() {
    world.taskNanosMax = 200 * MILLISECOND;
  }

  private Truth tenantLimit(JobLimits limits) {
    follow(new ClusterRules(1, tenant(limits), Map.of(), Map.of(), Optional.empty()));
    return new Truth(limits);
  }

  private Truth operationLimit(JobLimits limits) {
    follow(new ClusterRules(1, Map.of(), Map.of(), Map.of(SCAN, limits), Optional.empty()));
    return new Truth(limits);
  }

  private void follow(ClusterRules rules) {
    world.follow(rules);
    world.run(Duration.ofSeconds(12)); // everybody has settled
  }

  private static Map<String, TenantRule> tenant(JobLimits limits) {
    return Map.of("acme", new TenantRule(1, limits, 0));
  }

  private Truth job(int number, Queue queue, long tasks, Truth truth) {
    var own = new Truth(JobLimits.NONE);
    world.job(number, queue, "acme", tasks, JobLimits.NONE, List.of(truth, own));
    return own;
  }

  private Duration until(BooleanSupplier condition) {
    long began = world.now;
    while (!condition.getAsBoolean()) {
      world.run(STEP);
      assertThat(world.now - began).as("waits in vain").isLessThan(60 * SECOND);
    }
    return Duration.ofNanos(world.now - began);
  }

  @Test
  void aSingleQueueHasTheWholeLimitAsSoonAsItNeedsAny() {
    var truth = tenantLimit(new JobLimits(8, 0));
    job(1, a, MANY, truth);
    until(() -> a.status().pendingTasks() > 0);
    assertThat(until(() -> a.part() == 8)).isLessThan(Duration.ofMillis(60));
    assertThat(until(() -> truth.leased == 8)).isLessThan(Duration.ofMillis(60));
  }

  @Test
  void aSingleQueueHasAWholeRateAndWhatHadGatheredAsSoonAsItNeedsAny() {
    var truth = operationLimit(new JobLimits(0, 50));
    var own = job(1, a, MANY, truth);
    until(() -> a.status().pendingTasks() > 0);
    assertThat(until(() -> own.tasks() >= 50)).isLessThan(Duration.ofMillis(200));
  }

  @Test
  void partsFollowWhereTheWorkIs() {
    var truth = tenantLimit(new JobLimits(9, 0));
    job(1, a, MANY, truth);
    until(() -> a.part() == 9);
    job(2, b, 300, truth);
    until(() -> b.status().pendingTasks() > 0);
    assertThat(until(() -> b.part() >= 4)).isLessThan(Duration.ofSeconds(1));
    assertThat(a.part()).isBetween(4.0, 5.0);
    until(() -> b.status().pendingTasks() == 0);
    assertThat(until(() -> a.part() == 9)).isLessThan(Duration.ofSeconds(2));
    assertThat(truth.most).isEqualTo(9);
  }

  @Test
  void hungryQueuesGetEqualPartsAndTheModestWhatTheyNeed() {
    var truth = tenantLimit(new JobLimits(12, 0));
    job(1, a, MANY, truth);
    job(2, b, MANY, truth);
    world.taskNanosMax = 100 * SECOND;
    job(3, c, 2, truth);
    until(() -> c.part() == 2 && a.part() == 5 && b.part() == 5);
  }

  @Test
  void nobodyStarvesThoughThereIsOneForThree() {
    var truth = tenantLimit(new JobLimits(1, 0));
    var all = List.of(job(1, a, MANY, truth), job(2, b, MANY, truth), job(3, c, MANY, truth));
    world.run(Duration.ofMinutes(2));
    double whole = all.stream().mapToDouble(Truth::tasks).sum();
    assertThat(whole).isGreaterThan(800);
    assertThat(all).allSatisfy(each -> assertThat(each.tasks() / whole).isBetween(0.25, 0.42));
  }

  @Test
  void nobodyStarvesThoughTasksTakeLongerThanTurns() {
    world.taskNanosMax = 20 * SECOND;
    var truth = tenantLimit(new JobLimits(2, 0));
    var all = List.of(job(1, a, MANY, truth), job(2, b, MANY, truth), job(3, c, MANY, truth));
    world.run(Duration.ofMinutes(20));
    double whole = all.stream().mapToDouble(Truth::tasks).sum();
    assertThat(all).allSatisfy(each -> assertThat(each.tasks() / whole).isBetween(0.2, 0.47));
  }

  @Test
  void ofARateBelowOneEverybodyGetsItsTurnAndNothingIsLostOnTheWay() {
    var truth = operationLimit(new JobLimits(0, 0.5));
    var all = List.of(job(1, a, MANY, truth), job(2, b, MANY, truth), job(3, c, MANY, truth));
    world.run(Duration.ofMinutes(4));
    assertThat(truth.tasks()).isBetween(110L, 121L);
    assertThat(all).allSatisfy(each -> assertThat(each.tasks()).isBetween(32L, 48L));
  }

  @Test
  void aRateIsUsedWhollyByTwo() {
    var truth = operationLimit(new JobLimits(0, 31.5));
    var all = List.of(job(1, a, MANY, truth), job(2, b, MANY, truth));
    world.run(Duration.ofSeconds(100));
    assertThat(truth.tasks()).isBetween(3_000L, 3_182L);
    assertThat(all).allSatisfy(each -> assertThat(each.tasks()).isBetween(1_400L, 1_750L));
  }

  @Test
  void afterALimitWasLoweredNothingMoreGoesOutUntilLessThanThatIsOut() {
    world.taskNanosMax = 20 * SECOND;
    var truth = tenantLimit(new JobLimits(30, 0));
    job(1, a, MANY, truth);
    job(2, b, MANY, truth);
    job(3, c, MANY, truth);
    until(() -> truth.leased == 30);
    var fewer = new JobLimits(7, 0);
    var rules = new ClusterRules(2, tenant(fewer), Map.of(), Map.of(), Optional.empty());
    world.follow(rules);
    world.run(Duration.ofMillis(1_100)); // all have heard it, and what was asked for has come
    truth.limits = fewer;
    until(() -> truth.leased < 7);
    until(() -> truth.leased == 7);
    world.run(Duration.ofMinutes(1));
  }

  @Test
  void aLimitThatIsNewHoldsForWhatIsOutAlready() {
    world.taskNanosMax = 20 * SECOND;
    var truth = new Truth(JobLimits.NONE);
    job(1, a, MANY, truth);
    job(2, b, MANY, truth);
    until(() -> truth.leased > 100);
    var limits = new JobLimits(7, 0);
    follow(new ClusterRules(2, tenant(limits), Map.of(), Map.of(), Optional.empty()));
    truth.limits = limits;
    until(() -> truth.leased < 7);
    world.run(Duration.ofMinutes(1));
  }

  @Test
  void withoutLimitsNothingIsSaid() {
    follow(ClusterRules.NONE);
    var truth = new Truth(JobLimits.NONE);
    job(1, a, 1_000, truth);
    world.run(Duration.ofSeconds(20));
    assertThat(truth.tasks()).isEqualTo(1_000);
    assertThat(world.claims).isZero();
  }
}
