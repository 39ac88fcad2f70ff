package io.gristworks.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.message.MessageSize;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.message.ToCoordinator.GaveBack;
import io.gristworks.core.message.ToCoordinator.Holding;
import io.gristworks.core.message.ToCoordinator.Reason;
import io.gristworks.core.message.ToCoordinator.Report;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.task.TaskError;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.view.LoadReason;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.worker.outcome.Outcomes;
import io.gristworks.handler.TaskHandler;
import io.gristworks.store.wire.MessageCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Test;

/** P2: an outcome is stored, then reported until it is acknowledged, and counted once. */
class ReportingTest {
  private static final TaskHandler<Integer, Integer> DOUBLE = (n, _) -> 2 * n;
  private static final TaskHandler<Integer, Integer> SPEAKING =
      (n, _) -> {
        throw new IllegalStateException("错误信息".repeat(500) + n);
      };
  private static final TaskHandler<Integer, Integer> COUNTING =
      (n, context) -> {
        context.count("seen", 1);
        context.count("sum", n);
        if (n == 3) {
          throw new IllegalStateException("three");
        }
        return n;
      };

  @Test
  void everyTaskOfALeaseIsReportedWithItsResult() {
    try (var stage = Stage.of(Given.numbers("double", DOUBLE))) {
      stage.leaseAll("double", 1_000);
      var outcomes = stage.outcomes(1_000);
      assertThat(outcomes).hasSize(1_000);
      for (var outcome : outcomes) {
        assertThat(new String(Objects.requireNonNull(outcome.result()), StandardCharsets.UTF_8))
            .isEqualTo(Integer.toString(2 * outcome.task()));
        assertThat(outcome.attempt()).isEqualTo(1);
        assertThat(outcome.node()).isEqualTo("node-1");
      }
      assertThat(outcomes.stream().map(each -> each.task()).distinct()).hasSize(1_000);
      stage.awaitNothingHeld();
      assertThat(stage.status().unreportedOutcomes()).isZero();
      assertThat(stage.status().tasksDone()).isEqualTo(1_000);
    }
  }

  @Test
  void aReportIsRepeatedUntilItIsAcknowledged() {
    try (var stage = Stage.of(Given.numbers("double", DOUBLE))) {
      stage.leaseAll("double", 1);
      var first = stage.next(Report.class);
      var second = stage.next(Report.class);
      assertThat(second).isEqualTo(first);
      stage.acknowledge(first);
      stage.awaitNothingHeld();
      assertThat(stage.store.writes.get()).isEqualTo(1);
    }
  }

  @Test
  void whileTheStoreIsAwayANodeSoonBeginsNothingMore() {
    TaskHandler<Integer, Integer> brief =
        (n, _) -> {
          Thread.sleep(2);
          return n;
        };
    try (var stage =
        new Stage(
            usual -> usual.with(usual.times().withUnstoredFor(Duration.ofMillis(100))),
            Given.numbers("brief", brief))) {
      stage.numbers("brief", 100_000);
      stage.coordinatorSays(
          stage.lease("brief", TaskSet.range(0, 1))); // so that the inputs are read
      stage.outcomes(1);
      stage.store.failuresToCome.set(Integer.MAX_VALUE);
      stage.coordinatorSays(stage.lease("brief", TaskSet.range(1, 100_000)));
      var back = stage.next(GaveBack.class, it -> !it.tasks().isEmpty());
      assertThat(back.reason()).isEqualTo(Reason.PAUSED);
      assertThat(back.tasks().size()).isGreaterThan(90_000);
      assertThat(stage.status().load().takesLess())
          .as("whoever asks is told why nothing runs")
          .hasExactlyElementsOfTypes(LoadReason.UnstoredOutcomes.class);
      stage.store.failuresToCome.set(0);
      while (stage.status().unreportedOutcomes() > 0) {
        stage.outcomes(1);
      }
      stage.leaseAll("brief", 3);
      assertThat(stage.outcomes(3)).isNotEmpty();
    }
  }

  private static ToCoordinator told(TestProbe<CoordinatorCommand> coordinator) {
    return coordinator.expectMessageClass(CoordinatorCommand.FromNode.class, Stage.SOON).message();
  }

  @Test
  void aReportGoesToTheNewCoordinatorAtOnce() {
    try (var stage = Stage.of(Given.numbers("double", DOUBLE))) {
      stage.leaseAll("double", 1);
      var report = stage.next(Report.class);
      var successor = stage.kit.<CoordinatorCommand>createTestProbe("successor");
      stage.node.tell(
          new NodeCommand.FromCoordinator(
              successor.ref(), new ToNode.WhatDoYouHold(Stage.BATCH, 0, "node")));
      assertThat(told(successor)).isEqualTo(report);
      var holding = (Holding) told(successor);
      assertThat(holding.asked()).isEqualTo("node");
      assertThat(holding.part().leases().getFirst().tasks()).isEqualTo(TaskSet.range(0, 1));
      assertThat(holding.part().leases().getFirst().unstarted()).isZero();
    }
  }

  @Test
  void refusedTasksAreLeftOutAndTheirCountersToo() {
    try (var stage = Stage.of(Given.numbers("counting", COUNTING))) {
      stage.leaseAll("counting", 3);
      int left = 3;
      while (left > 0) { // the three may come in several reports: refuse task 1 wherever it is
        var report = stage.next(Report.class);
        var told = stage.stored(report).stream().map(each -> each.task()).toList();
        if (told.contains(1)) {
          var refused = Map.of(0, TaskSet.of(1));
          stage.coordinatorSays(new ToNode.Acknowledged(Stage.BATCH, report.number(), refused, 1));
          left--;
        } else {
          var job = report.jobs().getFirst();
          assertThat(job.counters()).containsEntry("seen", (long) told.size());
          assertThat(job.counters())
              .containsEntry("sum", told.stream().mapToLong(Integer::longValue).sum());
          stage.acknowledge(report);
          left -= told.size();
        }
      }
      stage.awaitNothingHeld();
      assertThat(stage.status().unreportedOutcomes()).isZero();
    }
  }

  @Test
  void onlySuccessfulAttemptsCount() {
    try (var stage = Stage.of(Given.numbers("counting", COUNTING))) {
      stage.numbers("counting", 4);
      stage.coordinatorSays(stage.lease("counting", TaskSet.of(3)));
      var report = stage.next(Report.class);
      assertThat(report.jobs().getFirst().counters()).isEmpty();
      assertThat(report.jobs().getFirst().failures().getFirst().kind())
          .isEqualTo("IllegalStateException");
    }
  }

  @Test
  void whatManyTasksOfOneCallSayIsReportedInMessagesThatFit() {
    // 4,682 messages of 2,000 bytes: 3.1 MB as counted once, in characters, and 9.4 in bytes.
    int tasks = 4_682;
    var error = new TaskError("错误", "错误信息".repeat(200), "详情".repeat(100), false);
    var outcomes = new Outcomes(1 << 20);
    for (int task = 0; task < tasks; task++) {
      outcomes.failed(task, 1, error, 5);
    }
    int counted = 0;
    for (var part : outcomes.parts(128 << 10)) {
      assertThat(part.bytes()).isLessThan((128 << 10) + error.bytes() + 100);
      counted += part.size();
    }
    assertThat(counted).isEqualTo(tasks);

    try (var stage = Stage.of(Given.numbers("speaking", SPEAKING))) {
      stage.leaseAll("speaking", tasks);
      var codec = new MessageCodec();
      for (int left = tasks; left > 0; ) {
        var report = stage.next(Report.class);
        assertThat(codec.encode(report.jobs()).length).isLessThan(MessageSize.BYTES_MAX);
        left -= report.jobs().getFirst().failures().size();
        stage.acknowledge(report);
      }
      stage.awaitNothingHeld();
    }
  }

  @Test
  void outcomesWaitForAStoreThatFails() {
    try (var stage = Stage.of(Given.numbers("double", DOUBLE))) {
      stage.numbers("double", 5);
      stage.coordinatorSays(stage.lease("double", TaskSet.of(0)));
      stage.outcomes(1); // so that the inputs are at hand
      stage.store.failuresToCome.set(2);
      stage.coordinatorSays(stage.lease("double", TaskSet.range(1, 5)));
      assertThat(stage.outcomes(4)).hasSize(4);
      assertThat(stage.store.failuresToCome.get()).isZero();
    }
  }

  @Test
  void whatGathersDuringALongTaskIsReportedBeforeItEnds() throws InterruptedException {
    var go = new CountDownLatch(1);
    TaskHandler<Integer, Integer> lastWaits =
        (n, _) -> {
          if (n == 1) {
            go.await();
          }
          return n;
        };
    try (var stage =
        new Stage(
            usual -> usual.with(new io.gristworks.core.worker.Capacity(1, 1, 1)),
            Given.numbers("waits", lastWaits))) {
      stage.leaseAll("waits", 2);
      assertThat(stage.outcomes(1).getFirst().task()).isZero();
      go.countDown();
      assertThat(stage.outcomes(1).getFirst().task()).isEqualTo(1);
    }
  }

  @Test
  void leasesThatAskForTheSameInputsAtOnceLoadThemOnce() {
    try (var stage = Stage.of(Given.numbers("double", DOUBLE))) {
      stage.numbers("double", 400);
      for (int at = 0; at < 40; at++) {
        stage.coordinatorSays(stage.lease("double", TaskSet.range(at * 10, at * 10 + 10)));
      }
      stage.outcomes(400);
      assertThat(stage.store.reads.get()).isEqualTo(1);
    }
  }
}
