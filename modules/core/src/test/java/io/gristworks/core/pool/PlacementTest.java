package io.gristworks.core.pool;

import static io.gristworks.core.pool.PoolStory.SCAN;
import static io.gristworks.core.pool.PoolStory.grants;
import static io.gristworks.core.pool.PoolStory.job;
import static io.gristworks.core.pool.PoolStory.offer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gristworks.core.message.JobOffer;
import io.gristworks.core.message.NodeConditions;
import io.gristworks.testing.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private static final String EMBED = "embed";
  private static final Map<String, Map<String, Integer>> A_GPU = Map.of(EMBED, Map.of("gpu", 1));

  private final PoolStory story = new PoolStory();
  private long sequence;

  private void demands(String node, int leases, NodeConditions conditions) {
    story.demanded(
        new NodeDemand(
            node,
            ++sequence,
            leases,
            leases,
            leases,
            leases,
            leases,
            leases,
            Set.of(SCAN, EMBED),
            conditions));
  }

  private static NodeConditions pressed() {
    return new NodeConditions(0, true, Map.of(), Map.of(), Map.of());
  }

  private static NodeConditions loaded(double load) {
    return new NodeConditions(load, false, Map.of(), Map.of(), Map.of());
  }

  private static NodeConditions takes(double seconds) {
    return new NodeConditions(0, false, Map.of(), Map.of(), Map.of(SCAN, seconds));
  }

  private static NodeConditions withGpus(int free) {
    return new NodeConditions(0, false, Map.of("gpu", free), A_GPU, Map.of());
  }

  private static JobOffer embeds(String batch, long pending) {
    return new JobOffer(job(batch), "default", "acme", EMBED, false, 1, pending, 0, 1);
  }

  private long granted(String node) {
    return grants(story.said).stream().filter(grant -> grant.node().equals(node)).count();
  }

  @Test
  void aNodeThatIsPressedIsServedWhenNoOtherIsIdle() {
    demands("ana", 4, pressed());
    demands("bob", 2, NodeConditions.NOTHING);
    story.offered(offer("acme", "b1", 2));
    assertThat(granted("bob")).isEqualTo(2);
    story.offered(offer("acme", "b1", 3));
    assertThat(granted("ana")).isEqualTo(1);
  }

  @Test
  void cpuBoundWorkGoesToTheNodeWhoseCpuIsLessUsed() {
    demands("ana", 4, loaded(0.9));
    demands("bob", 4, loaded(0.1));
    story.offered(new JobOffer(job("b1"), "default", "acme", SCAN, true, 1, 1, 0, 1));
    assertThat(granted("bob")).isEqualTo(1);
  }

  @Test
  void workThatWaitsHeedsNoLoad() {
    demands("ana", 4, loaded(0.9));
    demands("bob", 4, loaded(0.1));
    story.offered(offer("acme", "b1", 1));
    assertThat(granted("ana")).isEqualTo(1);
  }

  @Test
  void aNodeOnWhichTasksTakeTwiceAsLongGetsHalfAsMuchWhileOthersHaveRoom() {
    demands("ana", 60, takes(0.1));
    demands("bob", 60, takes(0.2));
    story.offered(offer("acme", "b1", 45));
    assertThat((double) granted("ana") / granted("bob")).isCloseTo(2, within(1.0));
    story.offered(offer("acme", "b1", 120));
    assertThat(granted("ana")).isEqualTo(60);
    assertThat(granted("bob")).as("slow is better than not at all").isEqualTo(60);
  }

  @Test
  void whatTasksTakeIsKeptWhereADemandDoesNotSayItAgain() {
    demands("ana", 4, takes(0.2));
    demands("bob", 4, takes(0.1));
    demands("ana", 4, NodeConditions.NOTHING);
    story.offered(offer("acme", "b1", 1));
    assertThat(granted("bob")).isEqualTo(1);
  }

  @Test
  void workThatNeedsAResourceGoesWhereThereIsSome() {
    demands("ana", 8, NodeConditions.NOTHING.with(A_GPU));
    demands("bob", 8, withGpus(2));
    story.offered(embeds("b1", 5));
    assertThat(granted("ana")).isZero();
    assertThat(granted("bob")).isEqualTo(2);
  }

  @Test
  void workWithoutRoomWaitsAndIsServedWhenANodeSaysThatItHasSome() {
    demands("bob", 8, withGpus(0));
    story.offered(embeds("b1", 5));
    story.offered(offer("acme", "b2", 3));
    assertThat(grants(story.said)).as("others pass it").hasSize(3);
    demands("bob", 8, withGpus(1));
    assertThat(grants(story.said)).hasSize(4);
  }

  @Test
  void aGrantThatComesToNothingGivesItsRoomBack() {
    demands("bob", 8, withGpus(1));
    var number = grants(story.offered(embeds("b1", 5))).getFirst().grant();
    story.settled(number, embeds("b1", 5), 0, 0);
    story.passes(Duration.ofMillis(500));
    assertThat(granted("bob")).isEqualTo(2);
  }

  @Seeds(200)
  void noNodeIsGrantedMoreThanItsResourcesAllow(RandomGenerator random) {
    var free = new HashMap<String, Integer>();
    var open = new ArrayList<PoolStory.Granting>();
    long heard = 0;
    for (int step = 0; step < 300; step++) {
      switch (random.nextInt(3)) {
        case 0 -> story.offered(random.nextBoolean() ? embeds("b1", 50) : offer("a", "b2", 50));
        case 1 -> {
          var node = "node-" + random.nextInt(3);
          if (open.stream().noneMatch(grant -> grant.node().equals(node))) {
            int gpus = random.nextInt(4);
            free.put(node, gpus);
            demands(node, random.nextInt(1, 8), withGpus(gpus));
          }
        }
        default -> {
          if (!open.isEmpty()) {
            var grant = open.remove(random.nextInt(open.size()));
            boolean embed = grant.job().equals(job("b1"));
            boolean leased = random.nextBoolean();
            free.merge(grant.node(), embed && leased ? -1 : 0, Integer::sum);
            story.settled(
                grant.grant(), embed ? embeds("b1", 50) : offer("a", "b2", 50), leased ? 1 : 0, 1);
          }
        }
      }
      var all = grants(story.said);
      open.addAll(all.subList((int) heard, all.size()));
      heard = all.size();
      free.forEach((node, gpus) -> assertThat(underWay(open, node)).isLessThanOrEqualTo(gpus));
    }
  }

  private static long underWay(List<PoolStory.Granting> open, String node) {
    return open.stream()
        .filter(grant -> grant.node().equals(node) && grant.job().equals(job("b1")))
        .count();
  }
}
