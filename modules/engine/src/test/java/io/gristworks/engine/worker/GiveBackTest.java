package io.gristworks.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.message.ToCoordinator.GaveBack;
import io.gristworks.core.message.ToCoordinator.Holding;
import io.gristworks.core.message.ToCoordinator.Reason;
import io.gristworks.core.message.ToCoordinator.Report;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.task.TaskSet;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.handler.TaskHandler;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node gives back: because it was asked, or cannot run it. */
class GiveBackTest {
  private static final TaskHandler<Integer, Integer> SAME = (n, _) -> n;

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
    try (var stage = Stage.of(Given.gated(gate, begun))) {
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
  void whoeverAsksForWorkBackIsToldHowThingsStand() throws InterruptedException {
    var gate = new Semaphore(0);
    var begun = new CountDownLatch(4);
    try (var stage = Stage.of(Given.gated(gate, begun))) {
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
  void aDrainedNodeGivesBackWhatIsNotBegunAndReportsTheRest() throws InterruptedException {
    var gate = new Semaphore(0);
    var begun = new CountDownLatch(4);
    try (var stage = Stage.of(Given.gated(gate, begun))) {
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
