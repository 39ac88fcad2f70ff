package io.gristworks.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.message.JobKey;
import io.gristworks.core.message.LeaseHolding;
import io.gristworks.core.message.NodeHolding;
import io.gristworks.core.message.ToCoordinator.Dropped;
import io.gristworks.core.message.ToCoordinator.GaveBack;
import io.gristworks.core.message.ToCoordinator.Holding;
import io.gristworks.core.message.ToCoordinator.Reason;
import io.gristworks.core.message.ToCoordinator.Report;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.message.ToPool;
import io.gristworks.core.message.ToPool.Demand;
import io.gristworks.core.message.ToPoolMember.PoolIs;
import io.gristworks.core.task.TaskSet;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.PoolCommand;
import io.gristworks.engine.protocol.TaskAtWork;
import io.gristworks.handler.TaskHandler;
import io.gristworks.handler.Traits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.FishingOutcome;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Leases that come, are shared, are given back or dropped; and what pools hear. */
class LeaseTest {
  private static final TaskHandler<Integer, Integer> SAME = (n, _) -> n;

  private static Given<Integer, Integer> gated(Semaphore gate, CountDownLatch begun) {
    return Given.numbers(
        "gated",
        (TaskHandler<Integer, Integer>)
            (n, _) -> {
              begun.countDown();
              gate.acquire();
              return n;
            });
  }

  @Test
  void idleWorkersStealFromALeaseUntilAllAreBusy() throws InterruptedException {
    var gate = new Semaphore(0);
    var begun = new CountDownLatch(4);
    try (var stage = Stage.of(gated(gate, begun))) {
      stage.leaseAll("gated", 8);
      begun.await(); // four workers are at it at once, though there is but one lease
      assertThat(stage.status().busyWorkers()).isEqualTo(4);
      assertThat(stage.status().stolen()).isEqualTo(3);
      assertThat(stage.status().leases()).isEqualTo(1);
      gate.release(8);
      assertThat(stage.outcomes(8)).hasSize(8);
    }
  }

  @Test
  void cpuBoundWorkIsHeldToTheCores() throws InterruptedException {
    var gate = new Semaphore(0);
    var begun = new CountDownLatch(2);
    TaskHandler<Integer, Integer> handler =
        (n, _) -> {
          assertThat(Thread.currentThread().isVirtual()).isFalse();
          begun.countDown();
          gate.acquire();
          return n;
        };
    try (var stage =
        Stage.of(new Given<>("gated", Integer.class, Traits.cpuBound(), _ -> handler))) {
      stage.leaseAll("gated", 8);
      begun.await();
      assertThat(stage.status().busyWorkers()).isEqualTo(2);
      gate.release(8);
      assertThat(stage.outcomes(8)).allMatch(each -> each.error() == null);
    }
  }

  @Test
  void ofTasksThatAreSuspectedOfADeathOneRunsAtATimeBesideTheOthers() throws InterruptedException {
    var gate = new Semaphore(0);
    var begun = new Semaphore(0);
    TaskHandler<Integer, Integer> handler =
        (n, _) -> {
          begun.release();
          gate.acquire();
          return n;
        };
    try (var stage = Stage.of(Given.numbers("gated", handler))) {
      stage.numbers("gated", 10);
      for (int suspect = 0; suspect < 3; suspect++) {
        stage.coordinatorSays(stage.suspect("gated", suspect));
      }
      begun.acquire();
      stage.coordinatorSays(stage.lease("gated", TaskSet.range(8, 10)));
      begun.acquire(2);
      assertThat(stage.running("job", 0, 10))
          .extracting(TaskAtWork::task)
          .containsSubsequence(8, 9)
          .hasSize(3);
      gate.release(5);
      assertThat(stage.outcomes(5)).hasSize(5);
    }
  }

  @Test
  void anUnknownOperationIsGivenBack() {
    try (var stage = Stage.of(Given.numbers("same", SAME))) {
      stage.coordinatorSays(stage.lease("other", TaskSet.range(0, 5)));
      var given = stage.next(GaveBack.class);
      assertThat(given.tasks()).isEqualTo(TaskSet.range(0, 5));
      assertThat(given.reason()).isEqualTo(Reason.NOT_RUNNABLE);
    }
  }

  @Test
  void aLeaseOfTasksThatAreStillHereIsGivenBackAndTheCoordinatorHearsWhatIsHere() {
    var go = new CountDownLatch(1);
    TaskHandler<Integer, Integer> waits =
        (n, _) -> {
          go.await();
          return n;
        };
    try (var stage = Stage.of(Given.numbers("waits", waits))) {
      stage.numbers("waits", 20);
      stage.coordinatorSays(stage.lease("waits", TaskSet.range(0, 10)));
      var again = stage.lease("waits", TaskSet.range(5, 15));
      stage.coordinatorSays(again);
      var back = stage.next(GaveBack.class);
      assertThat(back.lease()).isEqualTo(again.number());
      assertThat(back.tasks()).isEqualTo(TaskSet.range(5, 15));
      var holding = stage.next(Holding.class);
      assertThat(holding.part().leases())
          .singleElement()
          .satisfies(held -> assertThat(held.tasks()).isEqualTo(TaskSet.range(0, 10)));
      go.countDown();
      assertThat(stage.outcomes(10)).hasSize(10);
    }
  }

  @Test
  void aLeaseThatComesTwiceRunsOnce() {
    var runs = ConcurrentHashMap.<Integer>newKeySet();
    TaskHandler<Integer, Boolean> once = (n, _) -> runs.add(n);
    try (var stage = Stage.of(Given.numbers("once", once))) {
      stage.coordinatorSays(stage.leaseAll("once", 50));
      assertThat(stage.outcomes(50))
          .allMatch(each -> Arrays.equals(each.result(), "true".getBytes(StandardCharsets.UTF_8)));
      stage.awaitNothingHeld();
    }
  }

  @Test
  void aLeaseOfAnEarlierCoordinatorThatComesAfterTheQuestionOfALaterOneIsNotBegun()
      throws InterruptedException {
    try (var stage = Stage.of(Given.numbers("same", SAME))) {
      stage.numbers("same", 10);
      var late = stage.lease("same", TaskSet.range(0, 5));
      var question = new ToNode.WhatDoYouHold(Stage.BATCH, late.number(), "node");
      stage.coordinatorSays(question);
      stage.coordinatorSays(late);
      stage.coordinatorSays(stage.lease("same", TaskSet.range(5, 10)));
      assertThat(stage.outcomes(5)).allMatch(outcome -> outcome.task() >= 5);
      stage.awaitNothingHeld();
    }
  }

  /** What is given back was never begun, what is kept is run: each task in exactly one of both. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 50, 400, 100_000})
  void givingBackIsExactWhileWorkersClaim(int keep) {
    Set<Integer> ran = ConcurrentHashMap.newKeySet();
    TaskHandler<Integer, Integer> slow =
        (n, _) -> {
          ran.add(n);
          Thread.sleep(1); // a task that takes its time, not a guess
          return n;
        };
    try (var stage = Stage.of(Given.numbers("slow", slow))) {
      var lease = stage.leaseAll("slow", 1_000);
      stage.coordinator.awaitAssert(
          Stage.SOON,
          () -> {
            assertThat(ran).hasSizeGreaterThan(10);
            return true;
          });
      stage.coordinatorSays(new ToNode.GiveBack(Stage.BATCH, 0, lease.number(), keep));
      var reported = TaskSet.empty();
      GaveBack given = null;
      while (given == null || reported.size() + given.tasks().size() < 1_000) {
        switch (stage.coordinator.receiveMessage(Stage.SOON)) {
          case CoordinatorCommand.FromNode(_, Report report) -> {
            stage.acknowledge(report);
            reported = reported.or(report.jobs().getFirst().succeeded());
          }
          case CoordinatorCommand.FromNode(_, GaveBack back) -> given = back;
          default -> {}
        }
      }
      assertThat(reported.intersects(given.tasks())).isFalse();
      given.tasks().forEach(task -> assertThat(ran).doesNotContain(task));
      assertThat(reported.or(given.tasks())).isEqualTo(TaskSet.range(0, 1_000));
      stage.awaitNothingHeld();
    }
  }

  @Test
  void whereTheLeaseAskedForHasNothingToSpareAnotherOfTheJobHas() throws InterruptedException {
    var gate = new Semaphore(0);
    var begun = new CountDownLatch(4);
    try (var stage = Stage.of(gated(gate, begun))) {
      stage.numbers("gated", 14);
      var first = stage.lease("gated", TaskSet.range(0, 4));
      stage.coordinatorSays(first);
      begun.await();
      var second = stage.lease("gated", TaskSet.range(4, 14));
      stage.coordinatorSays(second);
      stage.coordinatorSays(new ToNode.GiveBack(Stage.BATCH, 0, first.number(), 1));
      var asked = stage.next(GaveBack.class);
      assertThat(asked.lease()).isEqualTo(first.number());
      assertThat(asked.tasks().isEmpty()).isTrue();
      var given = stage.next(GaveBack.class);
      assertThat(given.lease()).isEqualTo(second.number());
      assertThat(given.tasks()).isEqualTo(TaskSet.range(9, 14));
      gate.release(14);
      assertThat(stage.outcomes(9)).hasSize(9);
    }
  }

  @Test
  void theNodeSaysHowManyOfItsWorkersAreIdle() throws InterruptedException {
    var gate = new Semaphore(0);
    var begun = new CountDownLatch(4);
    try (var stage = Stage.of(gated(gate, begun))) {
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
  void whoeverAsksForWorkBackIsToldHowThingsStand() throws InterruptedException {
    var gate = new Semaphore(0);
    var begun = new CountDownLatch(4);
    try (var stage = Stage.of(gated(gate, begun))) {
      var lease = stage.leaseAll("gated", 10);
      begun.await();
      stage.coordinatorSays(new ToNode.GiveBack(Stage.BATCH, 0, lease.number(), 4));
      stage.next(GaveBack.class);
      var held = stage.next(Holding.class).part().leases().getFirst();
      assertThat(held.tasks().size()).isEqualTo(8);
      assertThat(held.unstarted()).isEqualTo(4);
      gate.release(10);
      assertThat(stage.outcomes(8)).hasSize(8);
    }
  }

  @Test
  void nothingIsGivenBackOfALeaseThatIsNotHeld() {
    try (var stage = Stage.of(Given.numbers("same", SAME))) {
      stage.coordinatorSays(new ToNode.GiveBack(Stage.BATCH, 0, 77, 0));
      assertThat(stage.next(GaveBack.class).tasks().isEmpty()).isTrue();
    }
  }

  @Test
  void aDroppedJobIsInterruptedAndNeverReportedAndItsEndIsTold() throws InterruptedException {
    var begun = new CountDownLatch(4);
    try (var stage = Stage.of(gated(new Semaphore(0), begun))) {
      stage.leaseAll("gated", 100);
      begun.await();
      stage.coordinatorSays(new ToNode.Drop(Stage.BATCH, List.of(0), true, 1));
      var told = stage.next(Holding.class, holding -> holding.part().leases().isEmpty());
      assertThat(told.asked()).isNull();
      assertThat(begun.getCount()).isZero();
      stage.coordinator.awaitAssert(
          Stage.SOON,
          () -> {
            assertThat(stage.status().busyWorkers()).isZero();
            return true;
          });
      assertThat(stage.store.outcomes).isEmpty();
      assertThat(stage.status().unreportedOutcomes()).isZero();
    }
  }

  @Test
  void ofAJobThatIsCancelledWithGraceNothingMoreBeginsAndWhatRunsEnds()
      throws InterruptedException {
    var begun = new CountDownLatch(4);
    var gate = new Semaphore(0);
    try (var stage = Stage.of(gated(gate, begun))) {
      stage.leaseAll("gated", 100);
      begun.await();
      stage.coordinatorSays(new ToNode.Drop(Stage.BATCH, List.of(0), false, 1));
      assertThat(stage.next(GaveBack.class).tasks().size()).isEqualTo(96);
      assertThat(stage.next(Dropped.class).jobs()).containsExactly(0);
      gate.release(100);
      assertThat(stage.next(Report.class).jobs().getFirst().succeeded().size()).isPositive();
      assertThat(gate.availablePermits()).isGreaterThanOrEqualTo(96);
    }
  }

  @Test
  void aDroppedTaskThatIsDeafIsAbandonedAfterTheGrace() throws InterruptedException {
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    TaskHandler<Integer, Integer> deaf =
        (n, _) -> {
          begun.countDown();
          while (go.getCount() > 0) {
            Thread.onSpinWait();
          }
          return n;
        };
    try (var stage =
        new Stage(
            usual -> usual.with(usual.times().withCancelGrace(Duration.ofMillis(50))),
            new Given<>("deaf", Integer.class, Traits.cpuBound(), _ -> deaf))) {
      stage.leaseAll("deaf", 1);
      begun.await();
      stage.coordinatorSays(new ToNode.Drop(Stage.BATCH, List.of(0), true, 1));
      stage.next(Holding.class, holding -> holding.part().leases().isEmpty());
      assertThat(stage.status().abandonedThreads()).isEqualTo(1);
      go.countDown();
      assertThat(stage.store.outcomes).isEmpty();
    }
  }

  @Test
  void aNodeSaysWhatItHoldsWithoutBeingAsked() throws InterruptedException {
    var gate = new Semaphore(0);
    var begun = new CountDownLatch(4);
    try (var stage = Stage.of(gated(gate, begun))) {
      var lease = stage.leaseAll("gated", 10);
      begun.await();
      var held = new LeaseHolding(lease.number(), 0, TaskSet.range(0, 10), 6);
      assertThat(
              stage.next(Holding.class, each -> each.part().leases().equals(List.of(held))).asked())
          .isNull();
      gate.release(10);
      stage.outcomes(10);
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
      var freed = stage.pool.fishForMessage(Stage.SOON, LeaseTest::untilFiveAreWanted).getLast();
      assertThat(freed)
          .isInstanceOfSatisfying(
              PoolCommand.FromNode.class,
              said ->
                  assertThat(((Demand) said.message()).sequence()).isGreaterThan(first.sequence()));
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

  @Test
  void aLaterPoolIsToldWhatIsWantedAndHeldAndAnEarlierOneGetsNothingMore() {
    var gate = new Semaphore(0);
    try (var stage = Stage.of(gated(gate, new CountDownLatch(4)))) {
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

  @Test
  void aDrainedNodeGivesBackWhatIsNotBegunAndReportsTheRest() throws InterruptedException {
    var gate = new Semaphore(0);
    var begun = new CountDownLatch(4);
    try (var stage = Stage.of(gated(gate, begun))) {
      stage.leaseAll("gated", 10);
      begun.await();
      var done = stage.kit.<Done>createTestProbe("done");
      stage.node.tell(new WorkerNode.Drain(Duration.ofSeconds(30), done.ref()));
      assertThat(stage.next(GaveBack.class).tasks().size()).isEqualTo(6);
      gate.release(10);
      assertThat(stage.outcomes(4)).hasSize(4);
      done.receiveMessage(Stage.SOON);
      stage.coordinatorSays(stage.lease("gated", TaskSet.of(0)));
      assertThat(stage.next(GaveBack.class).reason()).isEqualTo(Reason.PAUSED);
    }
  }
}
