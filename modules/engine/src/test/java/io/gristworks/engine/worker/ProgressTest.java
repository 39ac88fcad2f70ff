package io.gristworks.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gristworks.core.task.TaskSet;
import io.gristworks.core.worker.Capacity;
import io.gristworks.engine.protocol.TaskAtWork;
import io.gristworks.handler.BulkHandler;
import io.gristworks.handler.TaskHandler;
import io.gristworks.handler.Traits;
import io.gristworks.handler.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** What running tasks say of themselves, and who hears it. */
class ProgressTest {
  @Test
  void whatRunsIsSeenWithItsLastWord() throws Exception {
    var said = new Semaphore(0);
    var mayEnd = new CountDownLatch(1);
    TaskHandler<Integer, Integer> handler =
        (n, context) -> {
          if (n != 2) {
            context.progress("begins", 0);
            context.progress("page " + n, 12.5 * n);
          }
          said.release();
          mayEnd.await();
          return n;
        };
    var before = Instant.now();
    try (var stage = Stage.of(Given.numbers("says", handler))) {
      stage.leaseAll("says", 4);
      said.acquire(4);
      var running = stage.running("job", 0, 100);
      assertThat(running).extracting(TaskAtWork::task).containsExactly(0, 1, 2, 3);
      assertThat(running).extracting(TaskAtWork::attempt).containsOnly(1);
      assertThat(running).extracting(TaskAtWork::node).containsOnly("node-1");
      assertThat(running)
          .extracting(TaskAtWork::step)
          .containsExactly("page 0", "page 1", null, "page 3");
      assertThat(running).extracting(TaskAtWork::percent).containsExactly(0.0, 12.5, null, 37.5);
      assertThat(running)
          .allSatisfy(
              each -> assertThat(each.since()).isBetween(before.minusMillis(50), Instant.now()));
      assertThat(stage.running("job", 2, 1)).extracting(TaskAtWork::task).containsExactly(2);
      assertThat(stage.running("another", 0, 100)).isEmpty();
      mayEnd.countDown();
      stage.outcomes(4);
      assertThat(stage.running("job", 0, 100)).isEmpty();
    }
  }

  @Test
  void theWordOfOneTaskIsNotTakenForTheNextOnes() throws Exception {
    var second = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    TaskHandler<Integer, Integer> handler =
        (n, context) -> {
          if (n == 0) {
            context.progress("first", 99);
          } else {
            second.countDown();
            mayEnd.await();
          }
          return n;
        };
    try (var stage =
        new Stage(usual -> usual.with(new Capacity(1, 1, 1)), Given.numbers("two", handler))) {
      stage.leaseAll("two", 2);
      second.await();
      assertThat(stage.running("job", 0, 100))
          .singleElement()
          .satisfies(task -> assertThat(task.task()).isEqualTo(1))
          .satisfies(task -> assertThat(task.step()).isNull());
      mayEnd.countDown();
      stage.outcomes(2);
    }
  }

  @Test
  void eachTaskOfAGroupSpeaksForItself() throws Exception {
    var said = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    BulkHandler<Integer, Integer> handler =
        (inputs, contexts) -> {
          contexts.get(1).progress("the second", 50);
          said.countDown();
          mayEnd.await();
          return inputs.stream().<Verdict<Integer>>map(Verdict.Succeeded::new).toList();
        };
    var operation =
        new Given<>("group", Integer.class, Traits.waiting().withBatchSize(3), _ -> handler);
    try (var stage = Stage.of(operation)) {
      stage.numbers("group", 3);
      stage.coordinatorSays(stage.lease("group", TaskSet.range(0, 3), Duration.ofSeconds(60), 3));
      said.await();
      assertThat(stage.running("job", 0, 100))
          .extracting(TaskAtWork::step)
          .containsExactly(null, "the second", null);
      mayEnd.countDown();
      stage.outcomes(3);
    }
  }

  @Test
  void whatIsOutOfBoundsIsRefused() {
    TaskHandler<Integer, Boolean> handler =
        (_, context) -> {
          context.progress("", 0);
          context.progress("x".repeat(200), 100);
          for (double wrong : new double[] {-0.1, 100.1, Double.NaN}) {
            assertThatThrownBy(() -> context.progress("", wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("percent is 0 to 100, not " + wrong);
          }
          assertThatThrownBy(() -> context.progress("x".repeat(201), 1))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("a step has at most 200 characters, not 201");
          return true;
        };
    try (var stage = Stage.of(Given.numbers("bounds", handler))) {
      stage.leaseAll("bounds", 1);
      assertThat(stage.outcomes(1).getFirst().error()).isNull();
    }
  }
}
