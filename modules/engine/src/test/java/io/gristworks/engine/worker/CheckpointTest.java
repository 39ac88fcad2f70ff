package io.gristworks.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.task.Outcome;
import io.gristworks.core.task.TaskSet;
import io.gristworks.handler.CheckpointUnavailable;
import io.gristworks.handler.TaskContext;
import io.gristworks.handler.TaskHandler;
import io.gristworks.store.checkpoint.Checkpoints.Owner;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What an attempt keeps, and what a later one finds. */
class CheckpointTest {
  private static final Owner TASK_0 = new Owner(new BatchId(Stage.BATCH), 0, 0);

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String found(TaskContext context) throws CheckpointUnavailable {
    return context
        .checkpoint()
        .map(state -> new String(state, StandardCharsets.UTF_8))
        .orElse("nothing");
  }

  private static String text(Outcome outcome) {
    return new String(Objects.requireNonNull(outcome.result()), StandardCharsets.UTF_8);
  }

  @Test
  void theNextAttemptFindsWhatTheLastOneSaved() {
    TaskHandler<Integer, String> handler =
        (_, context) -> {
          var before = found(context);
          context.saveCheckpoint(bytes("half of " + context.task()));
          if (before.equals("nothing")) {
            throw new IllegalStateException("half way");
          }
          return before + ", then " + found(context);
        };
    try (var stage = Stage.of(Given.numbers("long", handler))) {
      stage.leaseAll("long", 2);
      assertThat(stage.outcomes(2)).allMatch(each -> each.error() != null);
      stage.leaseAll("long", 2);
      assertThat(stage.outcomes(2))
          .extracting(CheckpointTest::text)
          .containsExactlyInAnyOrder(
              "\"half of 0, then half of 0\"", "\"half of 1, then half of 1\"");
    }
  }

  @Test
  void whoDoesNotAskDoesNotRead() {
    TaskHandler<Integer, Integer> same = (n, _) -> n;
    try (var stage = Stage.of(Given.numbers("same", same))) {
      stage.leaseAll("same", 10);
      stage.outcomes(10);
      assertThat(stage.checkpoints.reads).hasValue(0);
    }
  }

  @Test
  void aStateThatIsTooLargeIsRefusedAndNothingIsSaved() {
    TaskHandler<Integer, Integer> handler =
        (n, context) -> {
          context.saveCheckpoint(new byte[TaskContext.CHECKPOINT_BYTES_MAX]);
          context.saveCheckpoint(new byte[TaskContext.CHECKPOINT_BYTES_MAX + 1]);
          return n;
        };
    try (var stage = Stage.of(Given.numbers("large", handler))) {
      stage.leaseAll("large", 1);
      var error = Objects.requireNonNull(stage.outcomes(1).getFirst().error());
      assertThat(error.kind()).isEqualTo("IllegalArgumentException");
      assertThat(error.message()).isEqualTo("a checkpoint has at most 65536 bytes, not 65537");
      assertThat(Objects.requireNonNull(stage.checkpoints.kept.get(TASK_0)).state())
          .hasSize(TaskContext.CHECKPOINT_BYTES_MAX);
    }
  }

  @Test
  void whatIsSavedIsACopy() {
    TaskHandler<Integer, String> handler =
        (_, context) -> {
          var state = bytes("before");
          context.saveCheckpoint(state);
          state[0] = 'x';
          return found(context);
        };
    try (var stage = Stage.of(Given.numbers("copy", handler))) {
      stage.leaseAll("copy", 1);
      assertThat(text(stage.outcomes(1).getFirst())).isEqualTo("\"before\"");
    }
  }

  @Test
  void aStoreThatIsAwayForAMomentIsWaitedForAndForLongerFailsTheAttempt() {
    TaskHandler<Integer, String> handler =
        (_, context) -> {
          context.saveCheckpoint(bytes("saved"));
          return found(context);
        };
    try (var stage = Stage.of(Given.numbers("away", handler))) {
      stage.checkpoints.failuresToCome.set(2);
      stage.leaseAll("away", 1);
      assertThat(text(stage.outcomes(1).getFirst())).isEqualTo("\"saved\"");
      stage.checkpoints.failuresToCome.set(1_000);
      stage.leaseAll("away", 1);
      var error = Objects.requireNonNull(stage.outcomes(1).getFirst().error());
      assertThat(error.kind()).isEqualTo(CheckpointUnavailable.KIND);
      assertThat(error.message())
          .isEqualTo(
              "it is not known whether the checkpoint of task 0 of job job was saved: as told");
      assertThat(error.permanent()).isFalse();
    }
  }

  @Test
  void aHandlerWhoseTimeIsOverMaySaveWhatItHas() {
    TaskHandler<Integer, String> handler =
        (_, context) -> {
          var before = found(context);
          if (before.equals("nothing")) {
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              context.saveCheckpoint(bytes("at the last moment"));
            }
          }
          return before;
        };
    try (var stage = Stage.of(Given.numbers("slow", handler))) {
      stage.numbers("slow", 1);
      stage.coordinatorSays(stage.lease("slow", TaskSet.of(0), Duration.ofMillis(100), 1));
      assertThat(Objects.requireNonNull(stage.outcomes(1).getFirst().error()).kind())
          .isEqualTo("timeout");
      stage.leaseAll("slow", 1);
      assertThat(text(stage.outcomes(1).getFirst())).isEqualTo("\"at the last moment\"");
    }
  }

  @Test
  void aLaterLeaseOfTheTaskFencesTheEarlierOne() throws Exception {
    var firstMaySave = new CountDownLatch(1);
    TaskHandler<Integer, Integer> handler =
        (n, context) -> {
          if (context.lease() == 1) {
            firstMaySave.await();
          }
          context.saveCheckpoint(bytes("of lease " + context.lease()));
          return n;
        };
    var twice = Given.numbers("twice", handler);
    try (var silent = Stage.of(twice)) {
      silent.leaseAll("twice", 1);
      try (var other = Stage.beside(silent, twice)) {
        other.leaseAll("twice", 1);
        assertThat(other.outcomes(1).getFirst().error()).isNull();
      }
      firstMaySave.countDown();
      var error = Objects.requireNonNull(silent.outcomes(1).getFirst().error());
      assertThat(error.message())
          .isEqualTo(
              "the checkpoint of task 0 of job job was not saved: a later attempt has saved its"
                  + " own");
      assertThat(Objects.requireNonNull(silent.checkpoints.kept.get(TASK_0)).lease()).isEqualTo(2);
    }
  }

  @Test
  void anAbandonedThreadSavesNothingMore() throws Exception {
    var mayGoOn = new CountDownLatch(1);
    var thrown = new CompletableFuture<Throwable>();
    TaskHandler<Integer, Integer> deaf =
        (n, context) -> {
          while (mayGoOn.getCount() > 0) {
            try {
              mayGoOn.await();
            } catch (InterruptedException e) {
              // deaf
            }
          }
          try {
            context.saveCheckpoint(bytes("too late"));
          } catch (CheckpointUnavailable e) {
            thrown.complete(e);
          }
          return n;
        };
    try (var stage =
        new Stage(
            usual -> usual.with(usual.times().withCancelGrace(Duration.ofMillis(50))),
            Given.numbers("deaf", deaf))) {
      stage.numbers("deaf", 1);
      stage.coordinatorSays(stage.lease("deaf", TaskSet.of(0), Duration.ofMillis(50), 1));
      List<Outcome> timedOut = stage.outcomes(1);
      assertThat(Objects.requireNonNull(timedOut.getFirst().error()).kind()).isEqualTo("timeout");
      mayGoOn.countDown();
      assertThat(thrown.get(20, TimeUnit.SECONDS)).hasMessageContaining("time is over");
      assertThat(stage.checkpoints.kept).isEmpty();
    }
  }
}
