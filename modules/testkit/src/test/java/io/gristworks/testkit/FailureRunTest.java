package io.gristworks.testkit;

import static io.gristworks.testkit.SharedNode.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.client.WorkState;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureRunTest {
  @RegisterExtension static final GristTest grist = SharedNode.NODE;

  @Test
  void aTaskThatTakesTooLongFailsWithItsTime() {
    var run =
        SharedNode.play(
                3,
                options -> options.withTimeout(Duration.ofMillis(250)).withRetry(1, Duration.ZERO),
                (number, _) -> {
                  if (number == 1) {
                    new CountDownLatch(1).await();
                  }
                  return number;
                })
            .await(LONG);

    assertThat(run.results(Integer.class)).containsExactly(0, 2);
    var error = run.errors().getFirst().failure();
    assertThat(error.kind()).isEqualTo("timeout");
    assertThat(error.message()).isEqualTo("no result within 250 ms");
  }

  /** A batch stood for ever once: its coordinator could not write the event that told of it. */
  @Test
  void halvesOfCharactersInMessagesHarmNobody() {
    var run =
        SharedNode.play(
                3,
                options -> options.withRetry(1, Duration.ZERO),
                (number, context) -> {
                  context.progress("half \ud83d", 1);
                  throw new IllegalStateException(
                      number == 0 ? "half \ud83d" : "x".repeat(299) + "😀 and more");
                })
            .await(LONG);

    assertThat(run.failed()).isEqualTo(3);
    assertThat(run.errors().getFirst().failure().message()).isEqualTo("half \ufffd");
  }

  @Test
  void aDeafHandlerIsAbandonedAndTheOthersGoOn() {
    var hearing = new CountDownLatch(1);
    try {
      var run =
          SharedNode.play(
                  40,
                  options ->
                      options.withTimeout(Duration.ofMillis(250)).withRetry(1, Duration.ZERO),
                  (number, _) -> {
                    if (number % 10 == 0) {
                      deafUntil(hearing);
                    }
                    return number;
                  })
              .await(LONG);

      assertThat(run.state()).isEqualTo(WorkState.COMPLETED);
      assertThat(run.succeeded()).as("as many are deaf as there are workers").isEqualTo(36);
      assertThat(run.errors())
          .extracting(failed -> failed.failure().kind())
          .containsOnly("timeout");
      assertThat(run.errors())
          .extracting(failed -> failed.task())
          .containsExactly(0L, 10L, 20L, 30L);
    } finally {
      hearing.countDown();
    }
  }

  private static void deafUntil(CountDownLatch hearing) {
    while (hearing.getCount() > 0) {
      try {
        hearing.await();
      } catch (InterruptedException e) {
        // deaf
      }
    }
  }

  @Test
  void aTaskThatFailsTwiceSucceedsOnceAndShowsItsThreeAttempts() {
    var run =
        SharedNode.play(
                5,
                options -> options.withRetry(3, Duration.ofMillis(50)),
                (number, context) -> {
                  context.count("tried", 1);
                  if (number == 2 && context.attempt() < 3) {
                    throw new IllegalStateException("attempt " + context.attempt());
                  }
                  return number;
                })
            .await(LONG);

    assertThat(run.results(Integer.class)).containsExactly(0, 1, 2, 3, 4);
    assertThat(run.outcomes().get(2).attempt()).isEqualTo(3);
    assertThat(run.errors()).isEmpty();
    assertThat(run.counters()).as("only what succeeded counts").containsEntry("tried", 5L);
    var task = run.task(2);
    assertThat(task.path("state").asText()).isEqualTo("succeeded");
    assertThat(task.path("failed_attempts").asInt()).isEqualTo(2);
    assertThat(task.path("attempts")).hasSize(3);
    for (int at = 0; at < 3; at++) {
      var attempt = task.path("attempts").path(at);
      assertThat(attempt.path("attempt").asInt()).isEqualTo(at + 1);
      assertThat(attempt.path("outcome").asText()).isEqualTo(at < 2 ? "failed" : "succeeded");
    }
    assertThat(task.at("/attempts/1/error/message").asText()).isEqualTo("attempt 2");
    assertThat(task.at("/attempts/2/result").asInt()).isEqualTo(2);
  }

  /** What a handler should never throw, and does. */
  enum Bad {
    ASSERTION(() -> new AssertionError("not so")),
    OUT_OF_MEMORY(() -> new OutOfMemoryError("by hand")),
    STACK_OVERFLOW(Bad::overflown),
    LINKAGE(() -> new NoClassDefFoundError("io/example/Gone"));

    private final Supplier<Error> error;

    Bad(Supplier<Error> error) {
      this.error = error;
    }

    private static Error overflown() {
      return new StackOverflowError("deep " + endless(0));
    }

    @SuppressWarnings("InfiniteRecursion") // that is what it is for
    private static int endless(int depth) {
      return endless(depth + 1) + 1;
    }
  }

  @ParameterizedTest
  @EnumSource
  void anErrorIsAFailedAttemptAndTouchesNoOtherTask(Bad bad) {
    var run =
        SharedNode.play(
                20,
                options -> options.withRetry(2, Duration.ofMillis(10)),
                (number, _) -> {
                  if (number == 7) {
                    throw bad.error.get();
                  }
                  return number;
                })
            .await(LONG);

    assertThat(run.succeeded()).isEqualTo(19);
    var failed = run.errors().getFirst();
    assertThat(failed.task()).isEqualTo(7);
    assertThat(failed.attempt()).isEqualTo(2);
    assertThat(failed.failure().kind()).endsWith("Error");
    assertThat(run.task(7).path("attempts")).hasSize(2);
  }

  @Test
  void aBatchInWhichNothingSucceedsHasFailed() {
    var run =
        SharedNode.play(
                3,
                options -> options.withRetry(1, Duration.ZERO),
                (number, _) -> {
                  throw new IllegalStateException("no " + number);
                })
            .await(LONG);

    assertThat(run.state()).isEqualTo(WorkState.FAILED);
    assertThat(run.status().errors())
        .singleElement()
        .satisfies(group -> assertThat(group.count()).isEqualTo(3))
        .satisfies(group -> assertThat(group.kind()).isEqualTo("IllegalStateException"));
  }
}
