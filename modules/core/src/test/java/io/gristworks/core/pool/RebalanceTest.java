package io.gristworks.core.pool;

import static io.gristworks.core.pool.PoolStory.demand;
import static io.gristworks.core.pool.PoolStory.job;
import static io.gristworks.core.pool.PoolStory.offer;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.message.JobOffer;
import io.gristworks.core.message.ToCoordinator.Rebalance;
import io.gristworks.core.message.ToNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RebalanceTest {
  private final PoolStory story = new PoolStory();

  @Test
  void unstartedWorkComesToAnIdleNodeOnceNothingIsPending() {
    story.demanded(demand("ana", 1, 1));
    assertThat(story.offered(offer("acme", "b1", 0, 3, 0.1)))
        .containsExactly(new PoolEffect.SendToCoordinator(job("b1"), new Rebalance(0, 1, "ana")));
  }

  @Test
  void pendingWorkGoesFirst() {
    story.demanded(demand("ana", 1, 1));
    assertThat(PoolStory.grants(story.offered(offer("acme", "b1", 1, 10, 0.1)))).hasSize(1);
  }

  @Test
  void nothingIsMovedThatDoesNotPay() {
    story.demanded(demand("ana", 1, 1));
    assertThat(story.offered(offer("acme", "b1", 0, 1, 0.01))).isEmpty();
    assertThat(story.offered(offer("acme", "b2", 0, 10, 0.002))).isEmpty();
  }

  @Test
  void aSingleLongTaskIsWorthMovingOnce() {
    story.demanded(demand("ana", 1, 1));
    story.demanded(demand("bob", 1, 1));
    assertThat(moves(story.offered(offer("acme", "b1", 0, 1, 10))))
        .extracting(PoolStory.Moving::node)
        .containsExactly("ana");
  }

  @Test
  void aNodeWhoseWorkersAreAllBusyTakesNothingFromItsNeighbour() {
    // It wants a lease ahead, as every busy node does; what it took would wait there as well.
    story.demanded(new NodeDemand("ana", 1, 1, 1, 8, 8, 0, 0, Set.of(PoolStory.SCAN)));
    assertThat(story.offered(offer("acme", "b1", 0, 10, 1))).isEmpty();
    assertThat(moves(story.demanded(demand("ana", 2, 2)))).hasSize(1);
  }

  @Test
  void anIdleWorkerWithoutACoreTakesNoCpuBoundWork() {
    story.demanded(new NodeDemand("ana", 1, 8, 1, 8, 2, 6, 0, Set.of(PoolStory.SCAN)));
    assertThat(story.offered(cpuBound(offer("acme", "b1", 0, 10, 1)))).isEmpty();
    story.demanded(new NodeDemand("ana", 2, 8, 2, 8, 2, 7, 1, Set.of(PoolStory.SCAN)));
    assertThat(moves(story.said)).hasSize(1);
  }

  @Test
  void aNodeThatHasBeenGivenALeaseForEachIdleWorkerTakesNothingMore() {
    story.demanded(new NodeDemand("ana", 1, 4, 4, 8, 8, 1, 1, Set.of(PoolStory.SCAN)));
    story.offered(offer("acme", "b1", 1, 0, 1));
    assertThat(moves(story.settled(1, offer("acme", "b1", 0, 10, 1), 1, 1))).isEmpty();
  }

  @Test
  void workThatCameBackEndsThePauseOfItsJob() {
    story.demanded(demand("ana", 1, 4));
    story.demanded(demand("bob", 1, 4));
    story.offered(offer("acme", "b1", 0, 10, 1));
    story.settled(1, offer("acme", "b1", 0, 10, 1), 0, 0);
    assertThat(moves(story.settled(2, offer("acme", "b1", 0, 10, 1), 0, 0))).isEmpty();
    var effects = story.offered(offer("acme", "b1", 1, 9, 1));
    assertThat(PoolStory.grants(effects)).hasSize(1);
    assertThat(moves(effects)).isNotEmpty();
  }

  @Test
  void eachIdleNodeAsksOnceAtATimeAndNeverForMoreThanHalf() {
    story.demanded(demand("ana", 1, 4));
    story.demanded(demand("bob", 1, 4));
    story.demanded(demand("cid", 1, 4));
    assertThat(moves(story.offered(offer("acme", "b1", 0, 5, 1))))
        .extracting(PoolStory.Moving::node)
        .containsExactly("ana", "bob");
  }

  @Test
  void aJobWithNothingToMoveIsAskedMoreAndMoreRarely() {
    story.demanded(demand("ana", 1, 1));
    story.offered(offer("acme", "b1", 0, 10, 1));
    long answered = 1;
    var gaps = new ArrayList<Long>();
    for (int sequence = 2; sequence < 8; sequence++) {
      story.settled(answered, offer("acme", "b1", 0, 10, 1), 0, 0);
      long since = story.now;
      List<PoolStory.Moving> next = List.of();
      for (int tick = 0; tick < 40 && next.isEmpty(); tick++) {
        var effects = new ArrayList<>(story.passes(Duration.ofMillis(50)));
        if (!PoolStory.told(ToNode.WorkWaiting.class, effects).isEmpty()) {
          // It was sent away in a longer pause, and comes back when called.
          effects.addAll(story.demanded(demand("ana", sequence, 1)));
        }
        next = moves(effects);
      }
      gaps.add((story.now - since) / 1_000_000);
      answered = next.getFirst().grant();
    }
    assertThat(gaps).containsExactly(100L, 200L, 400L, 800L, 1_000L, 1_000L);
  }

  @Test
  void aNodeThatGotWorkAsksAgainWhenItWantsMore() {
    story.demanded(demand("ana", 1, 4));
    story.offered(offer("acme", "b1", 0, 10, 1));
    assertThat(story.settled(1, offer("acme", "b1", 0, 10, 1), 5, 5)).isEmpty();
    assertThat(moves(story.demanded(demand("ana", 2, 3)))).hasSize(1);
  }

  @Test
  void aNodeIsNotSentAwayWhileWorkCouldBeMovedToIt() {
    story.demanded(demand("ana", 1, 4));
    story.offered(offer("acme", "b1", 0, 10, 1));
    story.settled(1, offer("acme", "b1", 0, 10, 1), 0, 0);
    assertThat(PoolStory.told(ToNode.NoWork.class, story.passes(Duration.ofMillis(600)))).isEmpty();
  }

  @Test
  void movedWorkIsNotPaidForTwice() {
    story.demanded(demand("ana", 1, 1));
    story.offered(offer("acme", "b1", 0, 10, 1));
    story.settled(1, offer("acme", "b1", 0, 4, 1), 5, 100);
    story.offered(offer("acme", "b1", 1, 0, 1));
    story.offered(offer("brew", "b2", 1, 0, 1));
    // Had it been charged, brew would be first.
    assertThat(PoolStory.grants(story.demanded(demand("ana", 2, 2))))
        .extracting(PoolStory.Granting::job)
        .containsExactly(job("b1"), job("b2"));
  }

  private static JobOffer cpuBound(JobOffer offer) {
    return new JobOffer(
        offer.job(),
        offer.queue(),
        offer.tenant(),
        offer.operation(),
        true,
        offer.weight(),
        offer.pending(),
        offer.stealable(),
        offer.taskSeconds());
  }

  private static List<PoolStory.Moving> moves(List<PoolEffect> effects) {
    return PoolStory.moves(effects);
  }
}
