package io.gristworks.core.pool;

import static io.gristworks.core.pool.PoolStory.SCAN;
import static io.gristworks.core.pool.PoolStory.demand;
import static io.gristworks.core.pool.PoolStory.grants;
import static io.gristworks.core.pool.PoolStory.job;
import static io.gristworks.core.pool.PoolStory.offer;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.message.JobOffer;
import io.gristworks.core.message.LeasedCount;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.core.rule.TenantRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What goes first, what is stopped, and what rules change while a pool runs. */
class PoolPriorityTest {
  private final PoolStory story = new PoolStory();

  private static JobOffer critical(String tenant, String batch, long pending) {
    return new JobOffer(
        job(batch),
        "default",
        tenant,
        SCAN,
        false,
        64,
        pending,
        0,
        1,
        true,
        JobLimits.NONE,
        LeasedCount.UNKNOWN);
  }

  private void settleAll(List<PoolEffect> effects, JobOffer left) {
    for (var grant : grants(effects)) {
      story.settled(grant.grant(), left, 1, 1);
    }
  }

  @Test
  void criticalWorkIsServedBeforeAllOtherThoughItsTenantHasHadMuch() {
    story.offered(offer("acme", "usual", 1_000));
    for (int round = 1; round < 50; round++) {
      settleAll(story.demanded(demand("ana", round, 1)), offer("acme", "usual", 1_000));
    }
    story.offered(offer("other", "fresh", 1_000));
    story.offered(critical("acme", "urgent", 3));
    var served = grants(story.demanded(demand("ana", 100, 5)));
    assertThat(served.stream().limit(3)).allMatch(grant -> grant.job().equals(job("urgent")));
    assertThat(served.stream().skip(3)).noneMatch(grant -> grant.job().equals(job("urgent")));
    assertThat(served).hasSize(5);
  }

  @Test
  void criticalWorkIsNotPaidForByTheTenantsOtherWork() {
    story.offered(critical("acme", "urgent", 1_000));
    for (int round = 1; round < 50; round++) {
      settleAll(story.demanded(demand("ana", round, 1)), critical("acme", "urgent", 1_000));
    }
    story.offered(critical("acme", "urgent", 0));
    story.offered(offer("acme", "one", 1_000));
    story.offered(offer("other", "two", 1_000));
    var served = grants(story.demanded(demand("ana", 100, 8)));
    assertThat(served.stream().filter(grant -> grant.job().equals(job("one")))).hasSize(4);
  }

  @Test
  void aJobThatBecomesCriticalGoesFirstFromThenOn() {
    story.offered(offer("acme", "one", 1_000));
    story.offered(offer("other", "two", 1_000));
    story.offered(critical("other", "two", 1_000));
    assertThat(grants(story.demanded(demand("ana", 1, 4))))
        .allMatch(grant -> grant.job().equals(job("two")));
    story.offered(offer("other", "two", 1_000));
    assertThat(grants(story.demanded(demand("ana", 2, 8))))
        .anyMatch(grant -> grant.job().equals(job("one")));
  }

  @Test
  void nothingIsGrantedWhileEverythingIsStopped() {
    story.hears(new PoolInput.RulesChanged(ClusterRules.UNKNOWN));
    story.offered(offer("acme", "one", 1_000));
    assertThat(grants(story.demanded(demand("ana", 1, 4)))).isEmpty();
    story.passes(Duration.ofMillis(100));
    assertThat(story.status().load().stopped()).isTrue();
    assertThat(grants(story.hears(PoolStory.weights(Map.of())))).hasSize(4);
  }

  @Test
  void aTenantsNewWeightHoldsAtOnce() {
    story.offered(offer("acme", "one", 100_000));
    story.offered(offer("other", "two", 100_000));
    story.hears(PoolStory.weights(Map.of("acme", 3)));
    int ofAcme = 0;
    for (int round = 1; round <= 400; round++) {
      for (var grant : grants(story.demanded(demand("ana", round, 1)))) {
        boolean acme = grant.job().equals(job("one"));
        ofAcme += acme ? 1 : 0;
        var left = acme ? offer("acme", "one", 100_000) : offer("other", "two", 100_000);
        story.settled(grant.grant(), left, 1, 1);
      }
    }
    assertThat(ofAcme).isBetween(297, 303);
  }

  @Test
  void aTenantAtItsLimitLeavesTheCreditsToOthers() {
    var rule = new TenantRule(1, new JobLimits(2, 0), 0);
    story.hears(
        new PoolInput.RulesChanged(
            new ClusterRules(1, Map.of("acme", rule), Map.of(), Map.of(), Optional.empty())));
    story.passes(Duration.ofSeconds(9));
    story.offered(offer("acme", "one", 1_000));
    story.offered(offer("other", "two", 1_000));
    var served = grants(story.demanded(demand("ana", 1, 8)));
    assertThat(served.stream().filter(grant -> grant.job().equals(job("one")))).hasSize(2);
    assertThat(served).hasSize(8);
  }

  @Test
  void theWishForWorkersGrowsWithTheBacklogWithinBounds() {
    var settings = PoolSettings.STANDARD;
    var bounded = new PoolStory(settings.with(new WorkerTarget(Duration.ofSeconds(10), 1, 50)));
    bounded.offered(offer("acme", "one", 1));
    assertThat(bounded.status().load().desiredWorkers()).isEqualTo(1);
    bounded.offered(offer("acme", "one", 200));
    assertThat(bounded.status().load().desiredWorkers()).isEqualTo(20);
    bounded.offered(offer("acme", "one", 20_000));
    assertThat(bounded.status().load().desiredWorkers()).isEqualTo(50);
  }
}
