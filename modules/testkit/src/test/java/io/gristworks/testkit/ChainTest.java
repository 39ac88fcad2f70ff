package io.gristworks.testkit;

import static io.gristworks.testkit.SharedNode.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.client.WorkState;
import io.gristworks.handler.TaskHandler;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Results that become tasks, results that become one, and batches that wait for batches. */
class ChainTest {
  private static final int TASKS = 3_000;

  @RegisterExtension static final GristTest grist = SharedNode.NODE;

  private static Map<String, Object> job(String name, String operation, Map<String, Object> more) {
    var job = new LinkedHashMap<String, Object>(Map.of("name", name, "operation", operation));
    job.putAll(more);
    return job;
  }

  private static Map<String, Object> script(
      String name, TaskHandler<Integer, Object> handler, String field, Object value) {
    return job(
        name, "script", Map.of("parameters", SharedNode.SCRIPT.scene(handler), field, value));
  }

  @Test
  void resultsBecomeTasksAsTheyComeAndAreAddedUpOnce() {
    var run =
        grist
            .submitBatch(
                Map.of(
                    "jobs",
                    List.of(
                        script("numbers", (n, _) -> n, "tasks", SharedNode.numbers(TASKS)),
                        script("doubled", (n, _) -> 2 * n, "tasks_from", "numbers"),
                        job("sum", "sum", Map.of("reduce", true, "after", List.of("doubled"))))))
            .await(LONG);
    assertThat(run.state()).isEqualTo(WorkState.COMPLETED);
    assertThat(run.succeeded()).isEqualTo(2 * TASKS + 1);
    assertThat(run.job("sum").results(SumOperation.Total.class))
        .containsExactly(new SumOperation.Total(TASKS, (TASKS - 1L) * TASKS));
    assertThat(run.job("sum").task(0).path("attempts")).hasSize(1);
    assertThat(run.job("sum").task(0).path("input").isNull()).isTrue();
  }

  @Test
  void collectedResultsBecomeTasksOnlyAtTheEndAndWithoutTheFailedOnes() {
    Set<Integer> began = ConcurrentHashMap.newKeySet();
    Set<Integer> beganTooEarly = ConcurrentHashMap.newKeySet();
    var run =
        grist
            .submitBatch(
                Map.of(
                    "jobs",
                    List.of(
                        job(
                            "first",
                            "script",
                            Map.of(
                                "parameters",
                                SharedNode.SCRIPT.scene(
                                    (n, _) -> {
                                      if (n % 10 == 0) {
                                        throw new IllegalStateException("a round number");
                                      }
                                      began.add(n);
                                      return n;
                                    }),
                                "retry",
                                Map.of("max_attempts", 1),
                                "tasks",
                                SharedNode.numbers(100))),
                        script(
                            "second",
                            (n, _) -> {
                              if (began.size() < 90) {
                                beganTooEarly.add(n);
                              }
                              return n;
                            },
                            "tasks_from",
                            Map.of("job", "first", "mode", "collect")))))
            .await(LONG);
    assertThat(run.failed()).isEqualTo(10);
    assertThat(run.job("second").results(Integer.class)).hasSize(90).doesNotContain(0, 10, 20);
    assertThat(beganTooEarly).isEmpty();
  }

  @Test
  void aBatchWaitsForAnotherAndSaysForWhich() throws Exception {
    var go = new CountDownLatch(1);
    var first =
        SharedNode.play(
            1,
            (n, _) -> {
              go.await();
              return n;
            });
    var second =
        grist.submitBatch(
            Map.of(
                "after_batches",
                List.of(first.id().batch().value()),
                "jobs",
                List.of(script("late", (n, _) -> n, "tasks", SharedNode.numbers(5)))));
    Awaitility.await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(grist.client().control().explain(second.id()).sentence())
                    .contains("waits for batch " + first.id().batch().value()));
    assertThat(second.status().counts().pending()).isEqualTo(5);
    go.countDown();
    first.await(LONG);
    assertThat(second.await(LONG).succeeded()).isEqualTo(5);
  }

  @Test
  void aBatchWhoseForerunnerFailedIsSkippedAndSaysWhy() {
    var first =
        SharedNode.play(
            1,
            options -> options.withRetry(1, Duration.ofMillis(1)),
            (_, _) -> {
              throw new IllegalStateException("no");
            });
    var second =
        grist
            .submitBatch(
                Map.of(
                    "after_batches",
                    List.of(first.id().batch().value()),
                    "jobs",
                    List.of(script("never", (n, _) -> n, "tasks", SharedNode.numbers(5)))))
            .await(LONG);
    assertThat(second.state()).isEqualTo(WorkState.SKIPPED);
    assertThat(second.cancelled()).isEqualTo(5);
    assertThat(second.status().jobs().getFirst().reason()).contains(first.id().batch().value());
  }
}
