package io.gristworks.core.pool;

import static io.gristworks.core.pool.PoolStory.demand;
import static io.gristworks.core.pool.PoolStory.grants;
import static io.gristworks.core.pool.PoolStory.job;
import static io.gristworks.core.pool.PoolStory.offer;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.message.NodeHolding;
import io.gristworks.core.message.NodeHoldings;
import io.gristworks.core.message.ToPool.HoldingsTold;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.core.rule.QueueRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a pool that takes over lets pass a limit; the simulation has the rest. */
class PoolTakeoverTest {
  private static final long EPOCH = PoolEpoch.after(0, 1);

  private final PoolStory story = new PoolStory(EPOCH, List.of("ana", "bob"));

  private void atMost(int concurrent) {
    var rule = new QueueRule(1, new JobLimits(concurrent, 0));
    story.hears(
        new PoolInput.RulesChanged(
            new ClusterRules(
                1, new TreeMap<>(), Map.of("default", rule), Map.of(), Optional.empty())));
  }

  private void holds(String node, int tasks) {
    var held = new NodeHolding(job("silent"), "default", "tenant", PoolStory.SCAN, false, tasks);
    var part = new NodeHoldings(null, tasks == 0 ? List.of() : List.of(held), true);
    story.hears(new PoolInput.FromNode(node, new HoldingsTold(EPOCH, part)));
  }

  private int granted() {
    story.offered(offer("tenant", "heard", 10));
    var all = story.demanded(demand("ana", 1, 8));
    return grants(all).stream().mapToInt(PoolStory.Granting::mostTasks).sum();
  }

  @Test
  void nothingPassesALimitBeforeEveryNodeHasSaidWhatItHolds() {
    atMost(5);
    holds("ana", 1);
    assertThat(granted()).isZero();
    holds("bob", 1);
    assertThat(grants(story.said).stream().mapToInt(PoolStory.Granting::mostTasks).sum())
        .isEqualTo(3);
  }

  @Test
  void whatOneNodeHoldsCountsStillWhenAnotherSaysAgainWhatItHolds() {
    atMost(3);
    for (int second = 0; second < 3; second++) {
      holds("ana", 1);
      holds("bob", 1);
    }
    assertThat(granted()).isEqualTo(1);
  }

  @Test
  void whatNodesHoldNoLongerIsFree() {
    atMost(3);
    holds("ana", 2);
    holds("bob", 1);
    assertThat(granted()).isZero();
    holds("ana", 0);
    assertThat(grants(story.said).stream().mapToInt(PoolStory.Granting::mostTasks).sum())
        .isEqualTo(2);
  }
}
