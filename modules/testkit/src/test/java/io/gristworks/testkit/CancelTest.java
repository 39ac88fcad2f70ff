package io.gristworks.testkit;

import static io.gristworks.testkit.SharedNode.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.client.WorkState;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CancelTest {
  @RegisterExtension static final GristTest grist = SharedNode.NODE;

  @Test
  void nothingStartsAfterTheReplyAndOnceMoreDoesNoHarm() throws Exception {
    var starts = new ConcurrentLinkedQueue<Long>();
    var begun = new CountDownLatch(20);
    var run =
        SharedNode.play(
            2_000,
            (number, _) -> {
              starts.add(System.nanoTime());
              begun.countDown();
              Thread.sleep(10);
              return number;
            });
    assertThat(begun.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    run.cancel();
    long replied = System.nanoTime();
    run.await(LONG);

    assertThat(starts).as("starts after the reply").noneMatch(start -> start - replied > 0);
    assertThat(run.state()).isEqualTo(WorkState.CANCELLED);
    var counts = run.status().counts();
    assertThat(counts.total()).isEqualTo(2_000);
    assertThat(counts.completed()).isEqualTo(2_000);
    assertThat(counts.cancelled()).isBetween(1_000L, 1_999L);
    var again = run.cancel();
    assertThat(again.state()).isEqualTo(WorkState.CANCELLED);
    assertThat(again.counts()).isEqualTo(counts);
    assertThat(again.revision()).isEqualTo(run.status().revision());
    assertThat(run.results()).hasSize((int) counts.succeeded());
  }

  @Test
  void runningTasksAreInterrupted() throws Exception {
    var begun = new CountDownLatch(SharedNode.WORKERS);
    var interrupted = new CountDownLatch(SharedNode.WORKERS);
    var run =
        SharedNode.play(
            50,
            (number, _) -> {
              begun.countDown();
              try {
                new CountDownLatch(1).await();
                return number;
              } finally {
                interrupted.countDown();
              }
            });
    assertThat(begun.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    run.cancel();
    run.await(LONG);

    assertThat(run.cancelled()).isEqualTo(50);
    assertThat(interrupted.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }
}
