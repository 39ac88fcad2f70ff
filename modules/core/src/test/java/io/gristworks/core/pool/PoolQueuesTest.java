package io.gristworks.core.pool;

import static io.gristworks.core.pool.PoolStory.SCAN;
import static io.gristworks.core.pool.PoolStory.demand;
import static io.gristworks.core.pool.PoolStory.grants;
import static io.gristworks.core.pool.PoolStory.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.message.JobKey;
import io.gristworks.core.message.JobOffer;
import io.gristworks.core.message.LeasedCount;
import io.gristworks.core.message.NodeHolding;
import io.gristworks.core.message.NodeHoldings;
import io.gristworks.core.message.ToPool;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.core.rule.QueueRule;
import io.gristworks.core.view.QueueStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Several queues in one pool, and what a pool does that takes over. */
class PoolQueuesTest {
  private static final long EPOCH = PoolEpoch.after(0, 1);

  private final PoolStory story = new PoolStory();

  private static ClusterRules queues(Map<String, QueueRule> queues) {
    return new ClusterRules(1, Map.of(), queues, Map.of(), Optional.empty());
  }

  private static JobOffer offer(String queue, String batch, boolean first, LeasedCount count) {
    return new JobOffer(
        job(batch), queue, "acme", SCAN, false, 4, 1_000, 0, 1, first, JobLimits.NONE, count);
  }

  private static JobOffer offer(String queue, String batch) {
    return offer(queue, batch, false, LeasedCount.UNKNOWN);
  }

  /** How many leases each batch got of so many that all cost the same. */
  private Map<String, Integer> serve(int leases) {
    var had = new TreeMap<String, Integer>();
    for (int round = 0; round < leases; round++) {
      for (var grant : grants(story.demanded(demand("ana", ++sequence, 1)))) {
        had.merge(grant.job().batch(), 1, Integer::sum);
        story.settled(grant.grant(), story.offerOf(grant.job()), 1, 1);
      }
    }
    return had;
  }

  private long sequence;

  @Test
  void queuesGetSharesByWeightHoweverManyJobsTheyHaveAndWeightsCanBeChanged() {
    var heavy = new QueueRule(3, JobLimits.NONE);
    story.hears(new PoolInput.RulesChanged(queues(Map.of("heavy", heavy))));
    story.offered(offer("heavy", "one"));
    for (int more = 0; more < 5; more++) {
      story.offered(offer("light", "more-" + more));
    }
    assertThat((double) serve(4_000).getOrDefault("one", 0)).isCloseTo(3_000, within(30.0));
    story.hears(new PoolInput.RulesChanged(queues(Map.of())));
    assertThat((double) serve(4_000).getOrDefault("one", 0)).isCloseTo(2_000, within(30.0));
  }

  @Test
  void criticalWorkGoesFirstInWhateverQueueItIs() {
    var heavy = new QueueRule(1_000, JobLimits.NONE);
    story.hears(new PoolInput.RulesChanged(queues(Map.of("heavy", heavy))));
    story.offered(offer("heavy", "usual"));
    story.offered(offer("light", "urgent", true, LeasedCount.UNKNOWN));
    assertThat(serve(50)).containsOnlyKeys("urgent");
  }

  @Test
  void aQueueAtItsLimitLeavesTheNodesToTheOthers() {
    var one = new QueueRule(1_000, new JobLimits(1, 0));
    story.hears(new PoolInput.RulesChanged(queues(Map.of("narrow", one))));
    story.offered(offer("narrow", "few", false, new LeasedCount(0, 0, 1, 0)));
    story.offered(offer("wide", "many"));
    assertThat(grants(story.demanded(demand("ana", 1, 4))))
        .extracting(PoolStory.Granting::job)
        .containsExactlyInAnyOrder(job("few"), job("many"), job("many"), job("many"));
    assertThat(story.pool.status(story.now))
        .extracting(QueueStatus::queue)
        .containsExactly("narrow", "wide");
  }

  private static final Duration ASKED_WITHIN = Duration.ofSeconds(9);

  private static List<PoolStory.Asking> questions(List<PoolEffect> effects) {
    return PoolStory.questions(effects);
  }

  private void leasesAll(int limit) {
    var rule = new QueueRule(1, new JobLimits(limit, 0));
    story.hears(new PoolInput.RulesChanged(queues(Map.of("narrow", rule))));
    story.offered(offer("narrow", "few", false, new LeasedCount(limit, 0, 1, 0)));
    story.offered(offer("narrow", "other", false, new LeasedCount(0, 0, 1, 0)));
    assertThat(granted(story.demanded(demand("ana", 1, 8)))).isZero();
  }

  @Test
  void aCoordinatorThatIsSilentIsAskedWhatCountsUnderALimitUntilItAnswers() {
    leasesAll(3);
    assertThat(questions(story.passes(Duration.ofSeconds(6)))).isEmpty();
    var asked = questions(story.passes(Duration.ofSeconds(6)));
    assertThat(asked).as("again, as no answer came").hasSizeGreaterThan(1);
    assertThat(asked).extracting(PoolStory.Asking::job).containsOnly(job("few"));
    var over = offer("narrow", "few", false, new LeasedCount(0, 0, 2, 0)).withdrawn();
    story.offered(offer("narrow", "other", false, new LeasedCount(0, 0, 2, 0)));
    story.demanded(demand("ana", 2, 8));
    var effects = story.settled(asked.getLast().grant(), over, 0, 0);
    assertThat(granted(effects)).as("what was leased is free").isEqualTo(3);
    assertThat(questions(story.passes(ASKED_WITHIN)))
        .extracting(PoolStory.Asking::job)
        .doesNotContain(job("few"));
  }

  @Test
  void nobodyIsAskedWhatCountsUnderNoLimit() {
    story.offered(offer("wide", "many", false, new LeasedCount(3, 0, 1, 0)));
    assertThat(questions(story.passes(ASKED_WITHIN))).isEmpty();
  }

  // Taking over.

  private PoolStory takesOver() {
    var taking = new PoolStory(EPOCH, List.of("ana", "bob"));
    var limit = new QueueRule(1, new JobLimits(5, 0));
    taking.hears(new PoolInput.RulesChanged(queues(Map.of("narrow", limit))));
    return taking;
  }

  private static LeasedCount count(long leased, long sequence) {
    return new LeasedCount(leased, EPOCH, sequence, 0);
  }

  private static PoolInput holds(String node, long tasks) {
    var holding = new NodeHolding(job("away"), "narrow", "acme", SCAN, false, tasks);
    return new PoolInput.FromNode(
        node,
        new ToPool.HoldingsTold(
            EPOCH, new NodeHoldings(null, tasks == 0 ? List.of() : List.of(holding), true)));
  }

  private static long granted(List<PoolEffect> effects) {
    return grants(effects).stream().mapToLong(PoolStory.Granting::mostTasks).sum();
  }

  @Test
  void aPoolThatTakesOverGrantsAtOnceWhatNoLimitHoldsFor() {
    var taking = takesOver();
    taking.offered(offer("wide", "many", false, count(0, 1)));
    assertThat(taking.pool.counts()).isTrue();
    assertThat(grants(taking.demanded(demand("ana", 1, 1)))).hasSize(1);
  }

  @Test
  void underALimitItGrantsWhenAllNodesHaveToldWhatTheyHold() {
    var taking = takesOver();
    taking.offered(offer("narrow", "few", false, count(0, 1)));
    assertThat(granted(taking.hears(holds("ana", 2)))).isZero();
    assertThat(granted(taking.passes(Duration.ofSeconds(14)))).isZero();
    assertThat(granted(taking.demanded(demand("ana", 1, 8)))).isZero();
    assertThat(granted(taking.hears(holds("bob", 1)))).isEqualTo(2);
    assertThat(taking.pool.counts()).as("a coordinator has not spoken").isTrue();
  }

  private static PoolInput part(@Nullable JobKey after, String job, boolean last) {
    var holding = new NodeHolding(job(job), "narrow", "acme", SCAN, false, 2);
    return new PoolInput.FromNode(
        "ana", new ToPool.HoldingsTold(EPOCH, new NodeHoldings(after, List.of(holding), last)));
  }

  @Test
  void underALimitItGrantsWhenANodeHasToldAllPartsOfWhatItHolds() {
    var taking = takesOver();
    taking.offered(offer("narrow", "few", false, count(0, 1)));
    taking.hears(holds("bob", 0));
    taking.demanded(demand("bob", 1, 8));
    assertThat(granted(taking.hears(part(job("a"), "b", true)))).as("a part was lost").isZero();
    assertThat(granted(taking.hears(part(null, "a", false)))).isZero();
    assertThat(granted(taking.hears(part(job("a"), "b", true)))).isEqualTo(1);
    assertThat(granted(taking.hears(part(null, "a", true)))).as("b has ended").isEqualTo(2);
  }

  @Test
  void aNodeThatIsOutOfReachIsWaitedForAndOneThatHasEndedIsNot() {
    var taking = takesOver();
    taking.offered(offer("narrow", "few", false, count(0, 1)));
    taking.hears(holds("ana", 2));
    taking.demanded(demand("ana", 1, 8));
    assertThat(granted(taking.hears(new PoolInput.NodeGone("bob")))).isZero();
    assertThat(granted(taking.hears(new PoolInput.NodeEnded("bob")))).isEqualTo(3);
  }

  @Test
  void whatACoordinatorSaysReplacesWhatNodesHold() {
    var taking = takesOver();
    taking.hears(holds("ana", 2));
    taking.hears(holds("bob", 1));
    taking.offered(offer("narrow", "away", false, count(4, 1)));
    assertThat(taking.pool.counts()).isFalse();
    taking.hears(holds("bob", 0));
    assertThat(granted(taking.demanded(demand("ana", 1, 1)))).isEqualTo(1);
  }

  @Test
  void whatNodesHoldNoLongerIsFreeThoughItsCoordinatorIsSilent() {
    var taking = takesOver();
    taking.offered(offer("narrow", "few", false, count(0, 1)));
    taking.hears(holds("ana", 5));
    taking.hears(holds("bob", 0));
    assertThat(granted(taking.demanded(demand("bob", 1, 8)))).isZero();
    assertThat(granted(taking.hears(holds("ana", 3)))).isEqualTo(2);
  }

  @Test
  void whatWasSaidToAnEarlierPoolIsNotHeard() {
    var taking = takesOver();
    taking.offered(offer("wide", "many", false, new LeasedCount(0, EPOCH - 1, 7, 0)));
    assertThat(taking.pool.status(taking.now)).isEmpty();
  }
}
