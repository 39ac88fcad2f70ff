package io.gristworks.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.task.Outcome;
import io.gristworks.core.task.TaskError;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.worker.Capacity;
import io.gristworks.handler.BulkHandler;
import io.gristworks.handler.PermanentFailure;
import io.gristworks.handler.TaskFailure;
import io.gristworks.handler.TaskHandler;
import io.gristworks.handler.Traits;
import io.gristworks.handler.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What becomes of attempts that do not succeed, and of their neighbours. */
class FailureTest {
  private static final Duration SHORT = Duration.ofMillis(100);

  private static int overflow(int depth) {
    return depth < 0 ? depth : 1 + overflow(depth + 1);
  }

  private static final TaskHandler<Integer, Object> SORTS =
      (n, _) ->
          switch (n) {
            case 0 -> throw new TaskFailure("rate_limited", "slow down");
            case 1 -> throw new PermanentFailure("bad_symbol", "no such symbol");
            case 2 -> throw new IllegalStateException();
            case 3 -> overflow(0);
            case 4 -> "x".repeat(2 << 20);
            case 5 -> new Object();
            case 6 -> throw new IllegalArgumentException("y".repeat(5_000));
            default -> n;
          };

  private static TaskError error(List<Outcome> outcomes, int task) {
    var found = outcomes.stream().filter(each -> each.task() == task).findFirst().orElseThrow();
    return Objects.requireNonNull(found.error());
  }

  @Test
  void everySortOfFailureIsRecordedAsWhatItIs() {
    try (var stage = Stage.of(Given.numbers("sorts", SORTS))) {
      stage.leaseAll("sorts", 8);
      var all = stage.outcomes(8);
      assertThat(error(all, 0)).isEqualTo(new TaskError("rate_limited", "slow down", null, false));
      assertThat(error(all, 1))
          .isEqualTo(new TaskError("bad_symbol", "no such symbol", null, true));
      assertThat(error(all, 2).kind()).isEqualTo("IllegalStateException");
      assertThat(error(all, 2).message()).isEqualTo("java.lang.IllegalStateException");
      assertThat(error(all, 2).detail()).contains("FailureTest");
      assertThat(error(all, 3).kind()).isEqualTo("StackOverflowError");
      assertThat(error(all, 3).detail()).hasSizeLessThanOrEqualTo(16_000);
      assertThat(error(all, 4).kind()).isEqualTo("result_too_large");
      assertThat(error(all, 4).message()).contains("1048576");
      assertThat(error(all, 4).permanent()).isTrue();
      assertThat(error(all, 5).kind()).isEqualTo("unwritable_result");
      assertThat(error(all, 5).permanent()).isTrue();
      assertThat(error(all, 6).message()).hasSize(TaskError.MESSAGE_BYTES_MAX - 2);
      assertThat(all.stream().filter(each -> each.error() == null)).hasSize(1);
    }
  }

  @Test
  void anErrorFellsItsWorkerOnlyAndTheRestOfTheRangeGoesOn() {
    TaskHandler<Integer, Integer> everyTenth =
        (n, _) -> {
          if (n % 10 == 0) {
            throw new AssertionError("ten");
          }
          return n;
        };
    try (var stage =
        new Stage(usual -> usual.with(new Capacity(2, 2, 1)), Given.numbers("tenth", everyTenth))) {
      stage.leaseAll("tenth", 100);
      var all = stage.outcomes(100);
      assertThat(all.stream().filter(each -> each.error() != null))
          .hasSize(10)
          .allMatch(each -> each.task() % 10 == 0)
          .allMatch(each -> Objects.requireNonNull(each.error()).kind().equals("AssertionError"));
      stage.awaitNothingHeld();
      assertThat(stage.status().busyWorkers()).isZero();
    }
  }

  @Test
  void aTaskWithoutResultInTimeIsInterruptedAndItsNeighboursAreNot() {
    TaskHandler<Integer, Boolean> everyFifthSleeps =
        (n, _) -> {
          if (n % 5 == 0) {
            new CountDownLatch(1).await();
          }
          return Thread.currentThread().isInterrupted();
        };
    try (var stage = Stage.of(Given.numbers("sleeps", everyFifthSleeps))) {
      stage.numbers("sleeps", 20);
      stage.coordinatorSays(stage.lease("sleeps", TaskSet.range(0, 20), SHORT, 1));
      var all = stage.outcomes(20);
      for (var each : all) {
        if (each.task() % 5 == 0) {
          assertThat(error(all, each.task()))
              .isEqualTo(new TaskError("timeout", "no result within 100 ms", null, false));
        } else {
          assertThat(each.result()).asString().isEqualTo("false");
        }
      }
      assertThat(stage.status().abandonedThreads()).isZero();
    }
  }

  @Test
  void anInterruptNeverReachesTheNextTask() {
    // Tasks end at about the moment in which their time is over, again and again.
    var leaked = new AtomicInteger();
    TaskHandler<Integer, Integer> races =
        (n, context) -> {
          // A thread may be held up right here for so long that the interrupt is its own.
          if (Thread.interrupted() && !context.isCancelled()) {
            leaked.incrementAndGet();
          }
          long until = System.nanoTime() + 19_000_000 + (n % 40) * 500_000L;
          while (System.nanoTime() < until) {
            Thread.onSpinWait();
          }
          return n;
        };
    try (var stage =
        new Stage(usual -> usual.with(new Capacity(2, 2, 1)), Given.numbers("races", races))) {
      stage.numbers("races", 200);
      stage.coordinatorSays(stage.lease("races", TaskSet.range(0, 200), Duration.ofMillis(20), 1));
      assertThat(stage.outcomes(200)).hasSize(200);
      assertThat(leaked.get()).isZero();
    }
  }

  @Test
  void aDeafThreadIsAbandonedAndFencedAndTheRestGoesOn() {
    var go = new CountDownLatch(1);
    TaskHandler<Integer, Integer> deaf =
        (n, context) -> {
          while (n == 0 && go.getCount() > 0) {
            Thread.onSpinWait();
          }
          context.count("seen", 1);
          return n;
        };
    try (var stage =
        new Stage(
            usual ->
                usual
                    .with(new Capacity(1, 1, 1))
                    .with(usual.times().withCancelGrace(Duration.ofMillis(50))),
            new Given<>("deaf", Integer.class, Traits.cpuBound(), _ -> deaf))) {
      stage.numbers("deaf", 10);
      stage.coordinatorSays(stage.lease("deaf", TaskSet.range(0, 10), SHORT, 1));
      var all = stage.outcomes(10);
      assertThat(error(all, 0).kind()).isEqualTo("timeout");
      assertThat(all.stream().filter(each -> each.error() == null)).hasSize(9);
      assertThat(stage.status().abandonedThreads()).isEqualTo(1);
      go.countDown();
      stage.coordinator.awaitAssert(
          Stage.SOON,
          () -> {
            assertThat(stage.status().abandonedThreads()).isZero();
            return true;
          });
      assertThat(stage.status().tasksDone())
          .as("what it returned counts for nothing")
          .isEqualTo(10);
    }
  }

  @Test
  void aHandlerThatDoesNotOpenFailsEachTask() {
    var opened = new AtomicInteger();
    var broken =
        new Given<Integer, Integer>(
            "broken",
            Integer.class,
            Traits.waiting(),
            _ -> {
              opened.incrementAndGet();
              throw new IllegalStateException("no model");
            });
    try (var stage = Stage.of(broken)) {
      stage.leaseAll("broken", 3);
      assertThat(stage.outcomes(3))
          .allMatch(
              each -> {
                var why = Objects.requireNonNull(each.error());
                return why.kind().equals("handler_unavailable")
                    && why.message().contains("no model")
                    && !why.permanent();
              });
      stage.coordinatorSays(stage.lease("broken", TaskSet.of(0)));
      stage.outcomes(1);
      assertThat(opened.get()).as("the next lease tries again").isEqualTo(2);
    }
  }

  @Test
  void inputsThatAreNotThereFailTheirTasksForGood() {
    try (var stage = Stage.of(Given.numbers("sorts", SORTS))) {
      stage.coordinatorSays(stage.lease("sorts", TaskSet.range(0, 2)));
      assertThat(stage.outcomes(2))
          .allMatch(each -> Objects.requireNonNull(each.error()).kind().equals("input_missing"));
    }
  }

  @Test
  void aGroupRunsInOneCallAndEachTaskHasItsOwnVerdict() {
    var sizes = java.util.Collections.synchronizedList(new ArrayList<Integer>());
    BulkHandler<Integer, Integer> handler =
        (inputs, _) -> {
          sizes.add(inputs.size());
          return inputs.stream().map(FailureTest::evenOnly).toList();
        };
    var bulk = new Given<>("bulk", Integer.class, Traits.waiting().withBatchSize(8), _ -> handler);
    try (var stage = Stage.of(bulk)) {
      stage.numbers("bulk", 20);
      stage.coordinatorSays(stage.lease("bulk", TaskSet.range(0, 20), Duration.ofSeconds(9), 8));
      var all = stage.outcomes(20);
      assertThat(all.stream().filter(each -> each.error() == null))
          .hasSize(10)
          .allMatch(each -> each.task() % 2 == 0);
      assertThat(error(all, 3).kind()).isEqualTo("odd");
      assertThat(sizes).allMatch(size -> size <= 8);
      assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(20);
    }
  }

  private static Verdict<Integer> evenOnly(int n) {
    return n % 2 == 0
        ? new Verdict.Succeeded<>(n)
        : new Verdict.Failed<>(new TaskFailure("odd", "odd"));
  }

  @Test
  void aHandlerThatGivesTooFewVerdictsFailsTheGroupAndBadInputItself() {
    BulkHandler<Integer, Integer> forgetful = (_, _) -> List.of();
    var bulk =
        new Given<>("bulk", Integer.class, Traits.waiting().withBatchSize(4), _ -> forgetful);
    try (var stage = Stage.of(bulk)) {
      stage.store.put("bulk", 0, 0, List.of("0", "\"one\"", "2"));
      stage.coordinatorSays(stage.lease("bulk", TaskSet.range(0, 3), Duration.ofSeconds(9), 4));
      var all = stage.outcomes(3);
      assertThat(error(all, 0).kind()).isEqualTo("verdict_mismatch");
      assertThat(error(all, 0).message()).contains("0 verdicts for 2 tasks");
      assertThat(error(all, 1).kind()).isEqualTo("bad_input");
      assertThat(error(all, 1).permanent()).isTrue();
      assertThat(error(all, 2).kind()).isEqualTo("verdict_mismatch");
    }
  }
}
