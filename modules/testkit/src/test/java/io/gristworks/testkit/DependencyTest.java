package io.gristworks.testkit;

import static io.gristworks.testkit.SharedNode.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.client.WorkState;
import io.gristworks.handler.TaskContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DependencyTest {
  @RegisterExtension static final GristTest grist = SharedNode.NODE;

  @Test
  void aJobStartsOnlyWhenTheOneItNeedsIsDone() {
    var order = new ConcurrentLinkedQueue<String>();
    var scene =
        SharedNode.SCRIPT.scene(
            (number, context) -> {
              order.add(context.job());
              Thread.sleep(5);
              order.add(context.job());
              return number;
            });
    var run =
        grist
            .submitBatch(
                Map.of(
                    "jobs", List.of(job("c", scene, "b"), job("b", scene, "a"), job("a", scene))))
            .await(LONG);

    assertThat(run.state()).isEqualTo(WorkState.COMPLETED);
    assertThat(run.succeeded()).isEqualTo(30);
    assertThat(List.copyOf(order)).hasSize(60).isSorted();
  }

  @Test
  void whatNeedsAFailedJobIsSkippedAndSaysWhy() {
    var scene = SharedNode.SCRIPT.scene(DependencyTest::failInA);
    var run =
        grist
            .submitBatch(
                Map.of(
                    "jobs",
                    List.of(
                        job("a", scene),
                        job("b", scene, "a"),
                        job("c", scene, "b"),
                        job("alone", scene))))
            .await(LONG);

    assertThat(run.failed()).isEqualTo(1);
    assertThat(run.cancelled()).isEqualTo(20);
    assertThat(run.succeeded()).isEqualTo(19);
    var jobs = run.status().jobs();
    assertThat(jobs.get(1).state()).isEqualTo(WorkState.SKIPPED);
    assertThat(jobs.get(1).reason()).contains("needs job a, of which 1 tasks did not succeed");
    assertThat(jobs.get(2).state()).isEqualTo(WorkState.SKIPPED);
    assertThat(jobs.get(2).reason()).contains("needs job b");
    assertThat(jobs.get(3).state()).isEqualTo(WorkState.COMPLETED);
  }

  private static Object failInA(int number, TaskContext context) {
    if (context.job().equals("a") && number == 4) {
      throw new IllegalStateException("four");
    }
    return number;
  }

  private static Map<String, Object> job(
      String name, ScriptedOperation.Parameters scene, String... after) {
    return Map.of(
        "name",
        name,
        "operation",
        "script",
        "parameters",
        scene,
        "retry",
        Map.of("max_attempts", 1),
        "after",
        List.of(after),
        "tasks",
        SharedNode.numbers(10));
  }
}
