package io.gristworks.testkit;

import static io.gristworks.testkit.SharedNode.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.handler.CheckpointUnavailable;
import io.gristworks.handler.TaskContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CheckpointRunTest {
  @RegisterExtension static final GristTest grist = SharedNode.NODE;

  private static int saved(TaskContext context) throws CheckpointUnavailable {
    return context.checkpoint().map(state -> ByteBuffer.wrap(state).getInt()).orElse(0);
  }

  private static void save(TaskContext context, int done) throws CheckpointUnavailable {
    context.saveCheckpoint(ByteBuffer.allocate(4).putInt(done).array());
  }

  @Test
  void aTaskGoesOnWhereItsFailedAttemptsStopped() {
    var run =
        SharedNode.play(
                3,
                options -> options.withRetry(4, Duration.ofMillis(10)),
                (number, context) -> {
                  int begun = saved(context);
                  for (int step = begun; step < 30; step++) {
                    context.progress("step " + step, step / 0.3);
                    if (step == begun + 10) {
                      save(context, step);
                      throw new IllegalStateException("ten steps are enough");
                    }
                  }
                  return number + " began at " + begun;
                })
            .await(LONG);

    assertThat(run.results(String.class))
        .containsExactly("0 began at 20", "1 began at 20", "2 began at 20");
    assertThat(run.outcomes()).allMatch(outcome -> outcome.attempt() == 3);
  }

  @Test
  void aTaskWhoseTimeIsOverSavesWhatItHasForTheNextAttempt() {
    var run =
        SharedNode.play(
                1,
                options ->
                    options.withTimeout(Duration.ofMillis(200)).withRetry(3, Duration.ofMillis(10)),
                (_, context) -> {
                  int before = saved(context);
                  if (context.attempt() < 3) {
                    try {
                      new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                      save(context, before + 1);
                    }
                  }
                  return before;
                })
            .await(LONG);

    assertThat(run.results(Integer.class)).containsExactly(2);
  }
}
