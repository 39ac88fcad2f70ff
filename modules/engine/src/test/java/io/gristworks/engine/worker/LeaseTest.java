package io.gristworks.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.message.LeaseHolding;
import io.gristworks.core.message.ToCoordinator.Holding;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.task.TaskSet;
import io.gristworks.engine.protocol.TaskAtWork;
import io.gristworks.handler.TaskHandler;
import io.gristworks.handler.Traits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** Leases that come, and are shared by the workers of a node. */
class LeaseTest {
  private static final TaskHandler<Integer, Integer> SAME = (n, _) -> n;

  @Test
  void idleWorkersStealFromALeaseUntilAllAreBusy() throws InterruptedException {
    var gate = new Semaphore(0);
    var begun = new CountDownLatch(4);
    try (var stage = Stage.of(Given.gated(gate, begun))) {
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

  @Test
  void aNodeSaysWhatItHoldsWithoutBeingAsked() throws InterruptedException {
    var gate = new Semaphore(0);
    var begun = new CountDownLatch(4);
    try (var stage = Stage.of(Given.gated(gate, begun))) {
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
}
