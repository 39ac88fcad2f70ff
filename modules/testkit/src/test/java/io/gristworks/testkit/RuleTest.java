package io.gristworks.testkit;

import static io.gristworks.testkit.SharedNode.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gristworks.client.WorkState;
import io.gristworks.handler.TaskHandler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Limits and the emergency stop on a running node. */
class RuleTest {
  private static final ScriptedOperation SCRIPT = new ScriptedOperation();

  @RegisterExtension
  static final GristTest grist =
      GristTest.node()
          .workers(16)
          .operation(SCRIPT)
          .setting("gristworks.limits.queues.narrow.max-concurrent", 3)
          .setting("gristworks.limits.queues.slow.per-second", 20);

  private static Run play(String queue, int tasks, TaskHandler<Integer, Object> handler) {
    var options = TestNode.options("script", SCRIPT.scene(handler)).withQueue(queue);
    return grist.submit(options, SharedNode.numbers(tasks));
  }

  @Test
  void neverDoMoreRunAtOnceThanAQueueLetsOut() {
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var run =
        play(
            "narrow",
            40,
            (number, _) -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              Thread.sleep(60); // shorter ones are leased together, and run one after the other
              running.decrementAndGet();
              return number;
            });
    run.await(LONG);
    assertThat(run.succeeded()).isEqualTo(40);
    assertThat(most.get()).isEqualTo(3);
  }

  @Test
  void noMoreIsHandedOutThanTheRateAllows() {
    long began = System.nanoTime();
    var run = play("slow", 80, (number, _) -> number);
    run.await(LONG);
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .as("80 tasks, 20 at once and 20 a second")
        .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(20));
  }

  @Test
  void aQueueWithFourTimesTheWeightGetsFourTimesTheWorkers() throws Exception {
    var rule = grist.client().rules().putQueue("heavy", 4, 0, 0);
    assertThat(rule.path("weight").asInt()).isEqualTo(4);
    TaskHandler<Integer, Object> handler =
        (number, _) -> {
          Thread.sleep(10);
          return number;
        };
    var heavy = play("heavy", 20_000, handler);
    var light = play("light", 20_000, handler);
    await()
        .atMost(LONG)
        .until(() -> light.succeeded() > 0 && heavy.succeeded() > 2 * light.succeeded());
    long heavyBefore = heavy.succeeded();
    long lightBefore = light.succeeded();
    // A lease more or less of either makes much of a short while.
    await()
        .atMost(LONG)
        .until(
            () -> {
              long heavyDone = heavy.succeeded() - heavyBefore;
              long lightDone = light.succeeded() - lightBefore;
              return heavyDone > 3_000 && heavyDone > 3 * lightDone && heavyDone < 5 * lightDone;
            });
    heavy.cancel();
    light.cancel();
    assertThat(grist.client().rules().dropQueue("heavy").path("weight").asInt()).isEqualTo(1);
  }

  @Test
  void nothingBeginsWhileEverythingIsStoppedAndNothingIsLost() throws Exception {
    var ran = new AtomicInteger();
    var run =
        play(
            "default",
            2_000,
            (number, _) -> {
              Thread.sleep(10);
              return ran.incrementAndGet();
            });
    await().atMost(LONG).until(() -> ran.get() > 50);
    var stopped = grist.client().stopAll("fire");
    assertThat(stopped.path("stopped").asBoolean()).isTrue();
    await().during(Duration.ofSeconds(1)).atMost(LONG).until(ran::get, new Unchanged()::isSo);
    assertThat(ran.get()).isLessThan(2_000);
    assertThat(run.state()).isNotEqualTo(WorkState.COMPLETED);
    assertThat(grist.client().stopAll("again").at("/stop/reason").asText()).isEqualTo("fire");
    grist.client().resumeAll();
    run.await(LONG);
    assertThat(run.succeeded()).isEqualTo(2_000);
  }

  /** Whether a number is what it was when it was last asked for. */
  private static final class Unchanged {
    private int last = -1;

    boolean isSo(int now) {
      boolean same = now == last;
      last = now;
      return same;
    }
  }
}
