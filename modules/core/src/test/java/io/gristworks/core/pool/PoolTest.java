package io.gristworks.core.pool;

import static io.gristworks.core.pool.PoolStory.SCAN;
import static io.gristworks.core.pool.PoolStory.demand;
import static io.gristworks.core.pool.PoolStory.grants;
import static io.gristworks.core.pool.PoolStory.job;
import static io.gristworks.core.pool.PoolStory.offer;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.message.JobOffer;
import io.gristworks.core.message.ToNode;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PoolTest {
  private final PoolStory story = new PoolStory();

  @Test
  void workThatArrivesCallsTheNodesAtOnceAndADemandIsGrantedAtOnce() {
    story.hears(new PoolInput.NodeJoined("ana"));
    assertThat(story.offered(offer("acme", "b1", 1)))
        .containsExactly(new PoolEffect.SendToNode("ana", new ToNode.WorkWaiting(0)));
    assertThat(grants(story.demanded(demand("ana", 1, 8))))
        .containsExactly(new PoolStory.Granting(job("b1"), 1, "ana", 8, Integer.MAX_VALUE));
  }

  @Test
  void aNodeThatJoinsWhileWorkWaitsIsCalledAtOnce() {
    assertThat(story.offered(offer("acme", "b1", 1))).isEmpty();
    assertThat(story.hears(new PoolInput.NodeJoined("ana")))
        .containsExactly(new PoolEffect.SendToNode("ana", new ToNode.WorkWaiting(0)));
    assertThat(story.hears(new PoolInput.NodeJoined("bob")))
        .containsExactly(new PoolEffect.SendToNode("bob", new ToNode.WorkWaiting(0)));
  }

  @Test
  void callsAreRepeatedEverySecondWhileNobodyTakesTheWork() {
    story.hears(new PoolInput.NodeJoined("ana"));
    story.offered(offer("acme", "b1", 1));
    assertThat(story.passes(Duration.ofMillis(3_400)))
        .hasSize(3)
        .containsOnly(new PoolEffect.SendToNode("ana", new ToNode.WorkWaiting(0)));
  }

  @Test
  void aNodeThatWasSentAwayIsCalledAtOnceForTheNextWork() {
    story.hears(new PoolInput.NodeJoined("ana"));
    story.offered(offer("acme", "b1", 1));
    story.demanded(demand("ana", 1, 2));
    story.settled(1, offer("acme", "b1", 0), 1, 0.1);
    assertThat(story.passes(Duration.ofMillis(150))).isEmpty();
    assertThat(story.passes(Duration.ofMillis(100)))
        .containsExactly(new PoolEffect.SendToNode("ana", new ToNode.NoWork(1)));
    assertThat(story.offered(offer("acme", "b2", 1)))
        .containsExactly(new PoolEffect.SendToNode("ana", new ToNode.WorkWaiting(0)));
  }

  @Test
  void aCreditLingersForTheNextSmallJob() {
    story.demanded(demand("ana", 1, 1));
    story.passes(Duration.ofMillis(150));
    assertThat(grants(story.offered(offer("acme", "b1", 1)))).hasSize(1);
  }

  @Test
  void aJobNeverHasMoreGrantsUnderWayThanTasksPending() {
    story.demanded(demand("ana", 1, 8));
    assertThat(grants(story.offered(offer("acme", "b1", 1)))).hasSize(1);
    assertThat(story.offered(offer("acme", "b1", 1))).isEmpty();
    assertThat(grants(story.offered(offer("acme", "b1", 3)))).hasSize(2);
  }

  @Test
  void anOlderDemandIsIgnored() {
    story.demanded(demand("ana", 2, 1));
    story.demanded(demand("ana", 2, 5));
    story.demanded(demand("ana", 1, 5));
    assertThat(grants(story.offered(offer("acme", "b1", 5)))).hasSize(1);
  }

  @Test
  void whatIsUnderWayCountsAgainstANewDemand() {
    story.offered(offer("acme", "b1", 1));
    story.demanded(demand("ana", 1, 1));
    story.demanded(demand("ana", 2, 2));
    assertThat(grants(story.offered(offer("acme", "b2", 5)))).hasSize(1);
    assertThat(grants(story.settled(1, offer("acme", "b1", 0), 1, 0.1))).isEmpty();
  }

  @Test
  void aGrantThatYieldsNothingGivesTheCreditBack() {
    story.demanded(demand("ana", 1, 2));
    assertThat(grants(story.offered(offer("acme", "b1", 5)))).hasSize(2);
    story.settled(1, offer("acme", "b1", 0), 0, 0);
    story.settled(2, offer("acme", "b1", 0), 5, 1);
    assertThat(grants(story.offered(offer("acme", "b2", 5)))).hasSize(1);
  }

  @Test
  void aJobThatRefusesThoughItHasWorkIsLeftAloneForAWhile() {
    story.demanded(demand("ana", 1, 1));
    story.offered(offer("acme", "b1", 5));
    assertThat(story.settled(1, offer("acme", "b1", 5), 0, 0)).isEmpty();
    assertThat(grants(story.passes(Duration.ofMillis(100)))).hasSize(1);
  }

  @Test
  void anUnansweredGrantIsVoidAfterThreeSeconds() {
    story.demanded(demand("ana", 1, 1));
    story.offered(offer("acme", "b1", 1));
    assertThat(story.passes(Duration.ofMillis(2_950))).isEmpty();
    assertThat(grants(story.passes(Duration.ofMillis(150))))
        .containsExactly(new PoolStory.Granting(job("b1"), 2, "ana", 8, Integer.MAX_VALUE));
  }

  @Test
  void anAnswerThatComesTooLateStillTellsOfTheJob() {
    story.demanded(demand("ana", 1, 1));
    story.offered(offer("acme", "b1", 1));
    story.passes(Duration.ofSeconds(3));
    assertThat(story.settled(1, offer("acme", "b1", 0), 1, 0.1))
        .containsExactly(new PoolEffect.JobForgotten(job("b1")));
  }

  @Test
  void anOfferThatIsNotRepeatedLapses() {
    story.offered(offer("acme", "b1", 1));
    story.passes(Duration.ofMillis(14_900));
    assertThat(story.status().pendingTasks()).isEqualTo(1);
    assertThat(story.passes(Duration.ofMillis(100)))
        .contains(new PoolEffect.JobForgotten(job("b1")));
    assertThat(story.status().pendingTasks()).isZero();
  }

  @Test
  void anOfferThatIsRepeatedDoesNotLapse() {
    for (int time = 0; time < 5; time++) {
      story.offered(offer("acme", "b1", 1));
      story.passes(Duration.ofSeconds(10));
    }
    assertThat(story.status().pendingTasks()).isEqualTo(1);
  }

  @Test
  void offersOfAnOlderCoordinatorAreNoSignOfLifeAndAreTakenWhenTheLaterOneIsSilent() {
    story.offered(offer("acme", "b1", 1).numbered(0, 200));
    for (long older = 100; older < 105; older++) {
      story.offered(offer("acme", "b1", 7).numbered(0, older));
      assertThat(story.status().pendingTasks()).isEqualTo(1);
      story.passes(Duration.ofMillis(2_900));
    }
    story.passes(Duration.ofSeconds(1));
    story.offered(offer("acme", "b1", 7).numbered(0, 105));
    assertThat(story.status().pendingTasks()).isEqualTo(7);
  }

  @Test
  void anOlderCoordinatorThatHasNothingIsNotAskedAgainAtOnceForWhatALaterOneOffers() {
    story.offered(offer("acme", "b1", 1).numbered(0, 200));
    story.demanded(demand("ana", 1, 1));
    assertThat(story.settled(1, offer("acme", "b1", 0).numbered(0, 100), 0, 0)).isEmpty();
    assertThat(grants(story.passes(Duration.ofMillis(100)))).hasSize(1);
  }

  @Test
  void aNodeThatIsGoneGetsNothing() {
    story.demanded(demand("ana", 1, 8));
    story.hears(new PoolInput.NodeGone("ana"));
    assertThat(story.offered(offer("acme", "b1", 1))).isEmpty();
    assertThat(story.status().workers()).isZero();
  }

  @Test
  void theAnswerForANodeThatWentAndCameBackDoesNotTouchItsNewCredits() {
    story.demanded(demand("ana", 1, 1));
    story.offered(offer("acme", "b1", 1));
    story.hears(new PoolInput.NodeGone("ana"));
    story.demanded(demand("ana", 2, 3));
    story.settled(1, offer("acme", "b1", 0), 1, 1);
    assertThat(grants(story.offered(offer("acme", "b2", 5)))).hasSize(3);
  }

  @Test
  void theIdlestNodeForItsSizeIsServedFirst() {
    story.demanded(new NodeDemand("big", 1, 10, 0, 100, Set.of(SCAN)));
    story.demanded(new NodeDemand("small", 1, 2, 0, 4, Set.of(SCAN)));
    assertThat(grants(story.offered(offer("acme", "b1", 1))))
        .extracting(PoolStory.Granting::node, PoolStory.Granting::workers)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("small", 104));
  }

  @Test
  void aNodeIsGivenOnlyWhatItCanRun() {
    story.demanded(new NodeDemand("ana", 1, 8, 8, 8, Set.of("embed")));
    assertThat(grants(story.offered(offer("acme", "b1", 1)))).isEmpty();
    story.demanded(new NodeDemand("bob", 1, 8, 8, 8, Set.of(SCAN)));
    assertThat(grants(story.said)).extracting(PoolStory.Granting::node).containsExactly("bob");
  }

  @Test
  void cpuBoundWorkIsHeldToTheCores() {
    story.demanded(new NodeDemand("ana", 1, 8, 2, 8, Set.of(SCAN)));
    var cpu = new JobOffer(job("b1"), "default", "acme", SCAN, true, 1, 100, 0, 1);
    assertThat(grants(story.offered(cpu))).hasSize(2);
    assertThat(grants(story.offered(offer("acme", "b2", 100)))).hasSize(6);
  }

  @Test
  void aNodeWithoutAFreeCoreGetsItsCreditsBackAndIsNotCalledAtOnceForWorkThatNeedsOne() {
    story.demanded(new NodeDemand("ana", 1, 8, 1, 8, Set.of(SCAN)));
    story.offered(new JobOffer(job("b1"), "default", "acme", SCAN, true, 1, 100, 0, 1));
    story.settled(1, new JobOffer(job("b1"), "default", "acme", SCAN, true, 1, 99, 0, 1), 1, 1);
    assertThat(story.passes(Duration.ofMillis(900)))
        .containsExactly(new PoolEffect.SendToNode("ana", new ToNode.NoWork(1)));
    assertThat(grants(story.demanded(new NodeDemand("ana", 2, 8, 1, 8, Set.of(SCAN))))).hasSize(1);
  }

  @Test
  void nodesThatHaveSaidNothingYetCountLikeTheOthers() {
    story.hears(new PoolInput.NodeJoined("ana"));
    story.hears(new PoolInput.NodeJoined("bob"));
    story.offered(offer("acme", "b1", 1));
    assertThat(grants(story.demanded(demand("ana", 1, 1))))
        .extracting(PoolStory.Granting::workers)
        .containsExactly(16);
  }

  @Test
  void theStatusTellsWhoWaitsAndForHowLong() {
    story.offered(offer("acme", "b1", 10, 0, 2));
    story.passes(Duration.ofSeconds(4));
    story.offered(offer("brew", "b2", 1, 0, 2));
    var status = story.status();
    assertThat(status.pendingTasks()).isEqualTo(11);
    assertThat(status.backlogSeconds()).isEqualTo(22);
    assertThat(status.oldestWaitSeconds()).isEqualTo(4);
    assertThat(status.jobs()).extracting(waiting -> waiting.batch()).containsExactly("b1", "b2");
  }

  @Test
  void theWaitIsCountedAnewFromEachLease() {
    story.offered(offer("acme", "b1", 10));
    story.passes(Duration.ofSeconds(4));
    story.demanded(demand("ana", 1, 1));
    story.settled(1, offer("acme", "b1", 9), 1, 1);
    story.passes(Duration.ofSeconds(1));
    assertThat(story.status().oldestWaitSeconds()).isEqualTo(1);
  }
}
