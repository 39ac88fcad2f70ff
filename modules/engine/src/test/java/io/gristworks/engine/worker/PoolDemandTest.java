package io.gristworks.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.message.JobKey;
import io.gristworks.core.message.NodeHolding;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.message.ToPool;
import io.gristworks.core.message.ToPool.Demand;
import io.gristworks.core.message.ToPoolMember.PoolIs;
import io.gristworks.core.task.TaskSet;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.PoolCommand;
import io.gristworks.handler.TaskHandler;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.apache.pekko.actor.testkit.typed.FishingOutcome;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Test;

/** What a node tells pools of what it wants and holds. */
class PoolDemandTest {
  private static final TaskHandler<Integer, Integer> SAME = (n, _) -> n;

  @Test
  void theNodeSaysHowManyOfItsWorkersAreIdle() throws InterruptedException {
    var gate = new Semaphore(0);
    var begun = new CountDownLatch(4);
    try (var stage = Stage.of(Given.gated(gate, begun))) {
      stage.poolSays(new ToNode.WorkWaiting(1));
      var before = demand(stage.pool);
      assertThat(before.idle()).isEqualTo(4);
      assertThat(before.cpuIdle()).isEqualTo(2);
      stage.leaseAll("gated", 8);
      begun.await();
      // One lease keeps all four busy: there is room for more of them, but nobody waits for it.
      stage.poolSays(new ToNode.WorkWaiting(1));
      stage.pool.fishForMessage(
          Stage.SOON,
          each ->
              each instanceof PoolCommand.FromNode(_, Demand demand)
                      && demand.leases() == 4
                      && demand.idle() == 0
                  ? FishingOutcomes.complete()
                  : FishingOutcomes.continueAndIgnore());
      gate.release(8);
      assertThat(stage.outcomes(8)).hasSize(8);
    }
  }

  @Test
  void aPoolThatCallsHearsWhatTheNodeWantsAgainAndAgain() {
    try (var stage = Stage.of(Given.numbers("same", SAME))) {
      stage.poolSays(new ToNode.WorkWaiting(1));
      var first = demand(stage.pool);
      assertThat(first.leases()).isEqualTo(5);
      assertThat(first.cpuLeases()).isEqualTo(3);
      assertThat(first.workers()).isEqualTo(4);
      assertThat(first.operations()).containsExactly("same");
      var second = demand(stage.pool);
      assertThat(second.sequence()).isGreaterThan(first.sequence());
    }
  }

  @Test
  void aPoolWithoutWorkIsLeftAloneUntilItCallsAgain() {
    try (var stage =
        new Stage(
            usual -> usual.with(usual.times().withHoldingEvery(Duration.ofHours(1))),
            Given.numbers("same", SAME))) {
      stage.poolSays(new ToNode.WorkWaiting(1));
      var demand = demand(stage.pool);
      stage.poolSays(new ToNode.NoWork(demand.sequence()));
      stage.leaseAll("same", 10); // unasked, and run nevertheless
      assertThat(stage.outcomes(10)).hasSize(10);
      stage.pool.expectNoMessage();
      stage.poolSays(new ToNode.WorkWaiting(1));
      demand(stage.pool);
    }
  }

  @Test
  void freedCapacityIsOfferedToThePoolsThatHaveWork() {
    try (var stage = Stage.of(Given.numbers("same", SAME))) {
      stage.numbers("same", 10);
      stage.poolSays(new ToNode.WorkWaiting(1));
      var first = demand(stage.pool);
      stage.coordinatorSays(stage.lease("same", TaskSet.range(0, 10)));
      stage.outcomes(10);
      assertThat(first.leases()).isEqualTo(5);
      var freed =
          stage.pool.fishForMessage(Stage.SOON, PoolDemandTest::untilFiveAreWanted).getLast();
      assertThat(freed)
          .isInstanceOfSatisfying(
              PoolCommand.FromNode.class,
              said ->
                  assertThat(((Demand) said.message()).sequence()).isGreaterThan(first.sequence()));
    }
  }

  @Test
  void aLaterPoolIsToldWhatIsWantedAndHeldAndAnEarlierOneGetsNothingMore() {
    var gate = new Semaphore(0);
    try (var stage = Stage.of(Given.gated(gate, new CountDownLatch(4)))) {
      var held = stage.leaseAll("gated", 10);
      var later = stage.kit.<PoolCommand>createTestProbe("later");
      stage.node.tell(new NodeCommand.FromPool(later.ref(), new PoolIs(7, "there", true)));
      var job = new JobKey(held.batch(), 0);
      assertThat(((ToPool.HoldingsTold) told(later)).part().jobs())
          .containsExactly(new NodeHolding(job, held.queue(), held.tenant(), "gated", false, 10));
      demand(later);
      stage.coordinatorSays(stage.lease("gated", TaskSet.of(11)));
      stage.poolSays(new ToNode.WorkWaiting(6));
      stage.pool.expectNoMessage();
      gate.release(10);
      assertThat(stage.outcomes(10)).hasSize(10);
    }
  }

  private static ToPool.FromNode told(TestProbe<PoolCommand> pool) {
    return pool.expectMessageClass(PoolCommand.FromNode.class, Stage.SOON).message();
  }

  private static Demand demand(TestProbe<PoolCommand> pool) {
    return (Demand) told(pool);
  }

  /** While the lease lasts less is wanted, and that is said, too. */
  private static FishingOutcome untilFiveAreWanted(PoolCommand message) {
    return message instanceof PoolCommand.FromNode(_, Demand demand) && demand.leases() == 5
        ? FishingOutcomes.complete()
        : FishingOutcomes.continueAndCollect();
  }
}
