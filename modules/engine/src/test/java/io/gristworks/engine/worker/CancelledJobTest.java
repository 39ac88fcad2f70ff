package io.gristworks.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.message.ToCoordinator.Dropped;
import io.gristworks.core.message.ToCoordinator.GaveBack;
import io.gristworks.core.message.ToCoordinator.Holding;
import io.gristworks.core.message.ToCoordinator.Report;
import io.gristworks.core.message.ToNode;
import io.gristworks.handler.TaskHandler;
import io.gristworks.handler.Traits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** What a node does with a job that is cancelled: at once, or with a grace. */
class CancelledJobTest {
  @Test
  void aDroppedJobIsInterruptedAndNeverReportedAndItsEndIsTold() throws InterruptedException {
    var begun = new CountDownLatch(4);
    try (var stage = Stage.of(Given.gated(new Semaphore(0), begun))) {
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
    try (var stage = Stage.of(Given.gated(gate, begun))) {
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
}
