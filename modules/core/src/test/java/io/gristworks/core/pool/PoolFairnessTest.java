package io.gristworks.core.pool;

import static io.gristworks.core.pool.PoolStory.SCAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gristworks.core.message.JobOffer;
import io.gristworks.testing.Seeds;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** P6: nobody starves; who waits gets a share by weight. */
class PoolFairnessTest {
  private static final int GRANTS = 4_000;

  private long sequence;

  /** Seconds of service by who had it. */
  private final Map<String, Double> had = new TreeMap<>();

  @Seeds(40)
  void tenantsGetSharesByWeightWhateverTheirLeasesCost(RandomGenerator random) {
    var weights = new TreeMap<String, Integer>();
    int tenants = random.nextInt(2, 21);
    for (int tenant = 0; tenant < tenants; tenant++) {
      weights.put("tenant-" + tenant, random.nextInt(1, 10));
    }
    var story = new PoolStory();
    story.hears(PoolStory.weights(weights));
    var leaseSeconds = new HashMap<String, Double>();
    for (var tenant : weights.keySet()) {
      leaseSeconds.put(tenant, 0.05 + random.nextDouble() * 2);
      // The estimate is off by up to ten times: the true cost must count.
      offer(story, tenant, tenant, 1, 1e-4 + random.nextDouble() * 0.2);
    }
    serve(story, random, leaseSeconds, GRANTS * 6, JobOffer::tenant);
    assertShares(weights);
  }

  @Seeds(40)
  void jobsOfATenantGetSharesByWeight(RandomGenerator random) {
    var story = new PoolStory();
    var weights = new TreeMap<String, Integer>();
    var leaseSeconds = new HashMap<String, Double>();
    int jobs = random.nextInt(2, 11);
    for (int job = 0; job < jobs; job++) {
      int weight = 1 << (2 * random.nextInt(3));
      weights.put("b" + job, weight);
      leaseSeconds.put("b" + job, 0.05 + random.nextDouble() * 0.5);
      offer(story, "acme", "b" + job, weight, 0.01);
    }
    serve(story, random, leaseSeconds, GRANTS * 6, offer -> offer.job().batch());
    assertShares(weights);
  }

  @Seeds(20)
  void whoComesLaterGetsItsShareFromThenOnAndNoMore(RandomGenerator random) {
    var story = new PoolStory();
    var leaseSeconds = Map.of("old", 0.1 + random.nextDouble(), "new", 0.1 + random.nextDouble());
    offer(story, "old", "old", 1, 0.1);
    serve(story, random, leaseSeconds, GRANTS, JobOffer::tenant);
    had.clear();
    offer(story, "new", "new", 1, 0.1);
    serve(story, random, leaseSeconds, GRANTS, JobOffer::tenant);
    assertShares(Map.of("old", 1, "new", 1));
  }

  @Seeds(20)
  void whoSleptComesBackWithoutCredit(RandomGenerator random) {
    var story = new PoolStory();
    var leaseSeconds = Map.of("lark", 0.5, "owl", 0.5);
    offer(story, "lark", "lark", 1, 0.1);
    offer(story, "owl", "owl", 1, 0.1);
    serve(story, random, leaseSeconds, 10, JobOffer::tenant);
    story.offered(new JobOffer(PoolStory.job("owl"), "default", "owl", SCAN, false, 1, 0, 0, 0.1));
    serve(story, random, leaseSeconds, GRANTS, JobOffer::tenant);
    offer(story, "owl", "owl", 1, 0.1);
    had.clear();
    serve(story, random, leaseSeconds, 20, JobOffer::tenant);
    assertThat(had.get("lark")).isCloseTo(had.get("owl"), within(1.01));
  }

  @Seeds(20)
  void aSmallJobWaitsForAtMostOneRoundOfTheOthers(RandomGenerator random) {
    var story = new PoolStory();
    var leaseSeconds = new HashMap<String, Double>();
    int crowd = random.nextInt(2, 40);
    for (int tenant = 0; tenant < crowd; tenant++) {
      offer(story, "big-" + tenant, "big-" + tenant, 16, 0.1);
      leaseSeconds.put("big-" + tenant, 1.0);
    }
    leaseSeconds.put("small", 1.0);
    serve(story, random, leaseSeconds, 500, JobOffer::tenant);
    offer(story, "small", "small", 1, 0.1);
    had.clear();
    serve(story, random, leaseSeconds, crowd + 1, JobOffer::tenant);
    assertThat(had).containsKey("small");
  }

  @Seeds(20)
  void whoseWorkNoNodeCouldRunDoesNotTakeAllAfterwards(RandomGenerator random) {
    var story = new PoolStory();
    var leaseSeconds = Map.of("rare", 1.0, "plain", 1.0);
    story.offered(
        new JobOffer(PoolStory.job("rare"), "default", "rare", "embed", false, 1, 1_000_000, 0, 1));
    offer(story, "plain", "plain", 1, 1);
    serve(story, random, leaseSeconds, 1_000, JobOffer::tenant);
    had.clear();
    serve(story, random, leaseSeconds, 100, JobOffer::tenant, Set.of(SCAN, "embed"));
    assertThat(had.get("plain")).isGreaterThan(15);
  }

  private static void offer(
      PoolStory story, String tenant, String batch, int weight, double taskSeconds) {
    story.offered(
        new JobOffer(
            PoolStory.job(batch),
            "default",
            tenant,
            SCAN,
            false,
            weight,
            1_000_000,
            0,
            taskSeconds));
  }

  private void serve(
      PoolStory story,
      RandomGenerator random,
      Map<String, Double> leaseSeconds,
      int grants,
      Function<JobOffer, String> by) {
    serve(story, random, leaseSeconds, grants, by, Set.of(SCAN));
  }

  /** One node asks and asks; answers come at once, with the leases' true cost. */
  private void serve(
      PoolStory story,
      RandomGenerator random,
      Map<String, Double> leaseSeconds,
      int grants,
      Function<JobOffer, String> by,
      Set<String> operations) {
    for (int done = 0; done < grants; ) {
      int leases = random.nextInt(1, 4);
      var asked =
          PoolStory.grants(
              story.demanded(new NodeDemand("ana", ++sequence, leases, leases, 8, operations)));
      assertThat(asked).as("there is always work").isNotEmpty();
      for (var ask : asked) {
        var offer = story.offerOf(ask.job());
        double seconds =
            Objects.requireNonNull(leaseSeconds.get(ask.job().batch()))
                * (0.5 + random.nextDouble());
        had.merge(by.apply(offer), seconds, Double::sum);
        story.settled(ask.grant(), offer, 1, seconds);
        done++;
      }
      story.now += Duration.ofMillis(1).toNanos();
    }
  }

  private void assertShares(Map<String, Integer> weights) {
    double all = had.values().stream().mapToDouble(each -> each).sum();
    double weight = weights.values().stream().mapToInt(each -> each).sum();
    weights.forEach(
        (who, share) ->
            assertThat(had.getOrDefault(who, 0.0) / all / (share / weight))
                .as("%s of %s had %s", who, weights, had)
                .isCloseTo(1, within(0.05)));
  }
}
