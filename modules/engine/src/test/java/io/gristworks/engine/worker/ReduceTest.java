package io.gristworks.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.message.ToCoordinator.Dropped;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.message.ToNode.FanIn;
import io.gristworks.core.task.Outcome;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskError;
import io.gristworks.core.task.TaskSet;
import io.gristworks.handler.ReduceHandler;
import io.gristworks.handler.Results;
import io.gristworks.handler.TaskHandler;
import io.gristworks.store.segment.OutcomePacker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The one task of a reduce job, and the results of other jobs that come to it. */
class ReduceTest {
  private static final ReduceHandler<Integer, Long> SUM =
      (results, _) -> {
        long sum = 0;
        for (var result : results) {
          sum += result.value();
        }
        return sum;
      };
  private static final ReduceHandler<Integer, List<String>> LIST =
      (results, _) -> {
        var seen = new ArrayList<String>();
        results.forEach(each -> seen.add(each.job() + each.task() + "=" + each.value()));
        return seen;
      };

  private static void add(OutcomePacker packer, int task, int attempt, String json) {
    var bytes = json.getBytes(StandardCharsets.UTF_8);
    packer.succeeded(task, attempt, bytes, 0, bytes.length, 1);
  }

  private static SegmentRef store(Stage stage, OutcomePacker packer) {
    var segment = packer.seal(new BatchId(Stage.BATCH), 0, UUID.randomUUID());
    stage.store.writeOutcomes(List.of(segment));
    return segment.ref();
  }

  /** A segment in which each task's result is its number. */
  private static SegmentRef numbers(Stage stage, int... tasks) {
    var packer = new OutcomePacker("node-0");
    IntStream.of(tasks).forEach(task -> add(packer, task, 1, Integer.toString(task)));
    return store(stage, packer);
  }

  private static FanIn all(String job, SegmentRef... refs) {
    return new FanIn(job, refs.length, List.of(refs));
  }

  private static String result(Stage stage) {
    var outcome = stage.outcomes(1).getFirst();
    assertThat(outcome.error()).isNull();
    return new String(Objects.requireNonNull(outcome.result()), StandardCharsets.UTF_8);
  }

  private static TaskError error(Stage stage) {
    return Objects.requireNonNull(stage.outcomes(1).getFirst().error());
  }

  @Test
  void theResultsOfTwoJobsComeJobByJobAsTheyWereAccepted() {
    try (var stage = Stage.of(Given.reducing("list", LIST))) {
      var left = all("left", numbers(stage, 3, 4), numbers(stage, 0, 1, 2));
      var right = all("right", numbers(stage, 0));
      stage.coordinatorSays(stage.reduceLease("list", left, right));
      assertThat(result(stage))
          .isEqualTo("[\"left3=3\",\"left4=4\",\"left0=0\",\"left1=1\",\"left2=2\",\"right0=0\"]");
      stage.awaitNothingHeld();
    }
  }

  @Test
  void failedAttemptsAndASecondSuccessAreNoResults() {
    try (var stage = Stage.of(Given.reducing("list", LIST))) {
      var first = new OutcomePacker("node-0");
      first.failed(0, 1, new TaskError("io", "away", null, false), 1);
      add(first, 1, 1, "10");
      var second = new OutcomePacker("node-0");
      add(second, 0, 2, "20");
      add(second, 1, 1, "99");
      var failures = new OutcomePacker("node-0");
      failures.failed(2, 1, new TaskError("io", "away", null, true), 1);
      stage.coordinatorSays(
          stage.reduceLease(
              "list",
              all("a", store(stage, failures), store(stage, first), store(stage, second)),
              all("none"),
              all("b", numbers(stage, 1))));
      assertThat(result(stage)).isEqualTo("[\"a1=10\",\"a0=20\",\"b1=1\"]");
    }
  }

  @Test
  void whatALeaseCannotCarryIsAskedOfTheCoordinatorPageByPage() {
    try (var stage = Stage.of(Given.reducing("sum", SUM))) {
      var refs = IntStream.range(0, 10).mapToObj(task -> numbers(stage, task)).toList();
      stage.segments.byJob.put("many", refs);
      stage.segments.failuresToCome.set(2);
      // Nine of ten: what came after the fan-in does not count.
      stage.coordinatorSays(stage.reduceLease("sum", new FanIn("many", 9, refs.subList(0, 2))));
      assertThat(result(stage)).isEqualTo("36");
      assertThat(stage.segments.asked).hasValue(2 + 3);
    }
  }

  @Test
  void resultsCanBeGoneThroughTwiceAndNotAfterTheCall() {
    var kept = new AtomicReference<@Nullable Results<Integer>>();
    ReduceHandler<Integer, Integer> twice =
        (results, _) -> {
          kept.set(results);
          int seen = 0;
          for (int round = 0; round < 2; round++) {
            for (var each : results) {
              seen += each.value();
            }
          }
          return seen;
        };
    try (var stage = Stage.of(Given.reducing("twice", twice))) {
      stage.coordinatorSays(stage.reduceLease("twice", all("a", numbers(stage, 1, 2))));
      assertThat(result(stage)).isEqualTo("6");
      var results = Objects.requireNonNull(kept.get());
      assertThatThrownBy(results::iterator)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("has ended");
    }
  }

  @Test
  void aReduceTaskKnowsItselfAndCountsLikeAnyOther() {
    ReduceHandler<Integer, String> self =
        (_, context) -> context.job() + context.task() + context.attempt() + context.customId();
    try (var stage = Stage.of(Given.reducing("self", self))) {
      stage.coordinatorSays(stage.reduceLease("self", all("a")));
      assertThat(result(stage)).isEqualTo("\"sum01Optional.empty\"");
    }
  }

  @Test
  void aStoreThatIsAwayForAMomentIsWaitedFor() {
    try (var stage = Stage.of(Given.reducing("sum", SUM))) {
      var from = all("a", numbers(stage, 1, 2), numbers(stage, 3));
      stage.store.readFailuresToCome.set(3);
      stage.coordinatorSays(stage.reduceLease("sum", from));
      assertThat(result(stage)).isEqualTo("6");
    }
  }

  @Test
  void aHandlerThatOverlooksAMissingResultHasFailedAllTheSame() {
    ReduceHandler<Integer, Integer> careless =
        (results, _) -> {
          try {
            results.forEach(_ -> {});
          } catch (RuntimeException e) {
            // never mind
          }
          return 0;
        };
    try (var stage = Stage.of(Given.reducing("careless", careless))) {
      var gone = numbers(stage, 1);
      stage.store.outcomes.clear();
      stage.coordinatorSays(stage.reduceLease("careless", all("a", gone)));
      var error = error(stage);
      assertThat(error.kind()).isEqualTo("results_missing");
      assertThat(error.permanent()).isTrue();
    }
  }

  @Test
  void aResultThatIsNotWhatTheOperationTakesNamesItsTask() {
    try (var stage = Stage.of(Given.reducing("sum", SUM))) {
      var packer = new OutcomePacker("node-0");
      add(packer, 7, 1, "\"seven\"");
      stage.coordinatorSays(stage.reduceLease("sum", all("words", store(stage, packer))));
      var error = error(stage);
      assertThat(error.kind()).isEqualTo("bad_input");
      assertThat(error.message())
          .isEqualTo("the result of task 7 of job words: must be a whole number");
      assertThat(error.permanent()).isTrue();
    }
  }

  @Test
  void aFailedReduceIsAnOrdinaryFailedAttempt() {
    ReduceHandler<Integer, Integer> fails =
        (results, _) -> {
          throw new IllegalStateException("at " + results.iterator().next().value());
        };
    try (var stage = Stage.of(Given.reducing("fails", fails))) {
      stage.coordinatorSays(stage.reduceLease("fails", all("a", numbers(stage, 5))));
      var error = error(stage);
      assertThat(error.message()).isEqualTo("at 5");
      assertThat(error.permanent()).isFalse();
    }
  }

  @Test
  void aReduceThatIsCancelledEndsAtTheNextSegment() throws Exception {
    var begun = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    ReduceHandler<Integer, Integer> endless =
        (results, context) -> {
          try {
            for (int round = 0; ; round++) {
              for (var each : results) {
                begun.countDown();
                if (each.value() < 0) {
                  return round;
                }
              }
            }
          } finally {
            ended.countDown();
          }
        };
    try (var stage = Stage.of(Given.reducing("endless", endless))) {
      stage.coordinatorSays(stage.reduceLease("endless", all("a", numbers(stage, 1))));
      begun.await();
      stage.coordinatorSays(new ToNode.Drop(Stage.BATCH, List.of(2), true, 1));
      stage.next(Dropped.class);
      ended.await();
      stage.awaitNothingHeld();
      assertThat(stage.status().abandonedThreads()).isZero();
    }
  }

  @Test
  void aReduceJobOfAnOrdinaryOperationFailsAndSaysWhy() {
    TaskHandler<Integer, Integer> same = (n, _) -> n;
    try (var stage = Stage.of(Given.numbers("same", same))) {
      stage.coordinatorSays(stage.reduceLease("same", all("a", numbers(stage, 1))));
      assertThat(error(stage))
          .isEqualTo(
              new TaskError(
                  "wrong_operation",
                  "job sum reduces the results of other jobs, which the operation same cannot: it"
                      + " takes tasks of its own",
                  null,
                  true));
    }
  }

  @Test
  void anOrdinaryJobOfAReduceOperationFailsAndSaysWhy() {
    try (var stage = Stage.of(Given.reducing("sum", SUM))) {
      stage.leaseAll("sum", 2);
      assertThat(stage.outcomes(2))
          .extracting(Outcome::error)
          .containsOnly(
              new TaskError(
                  "wrong_operation",
                  "the operation sum reduces the results of other jobs, but job job is no reduce"
                      + " job",
                  null,
                  true));
    }
  }

  @Test
  void anOperationThatOpensAnotherSortOfHandlerThanItSaysIsCaught() {
    TaskHandler<Integer, Integer> same = (n, _) -> n;
    try (var stage =
        Stage.of(
            Given.numbers("silent", SUM), new Given.Reducing<>(Given.numbers("boastful", same)))) {
      stage.numbers("silent", 1);
      stage.coordinatorSays(stage.lease("silent", TaskSet.of(0)));
      assertThat(error(stage).message())
          .isEqualTo(
              "the operation silent opens a ReduceHandler, but does not say that it reduces");
      stage.coordinatorSays(stage.reduceLease("boastful", all("a")));
      assertThat(error(stage).message())
          .isEqualTo("the operation boastful says that it reduces, but opens no ReduceHandler");
    }
  }
}
