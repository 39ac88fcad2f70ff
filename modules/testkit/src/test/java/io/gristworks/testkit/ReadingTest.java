package io.gristworks.testkit;

import static io.gristworks.testkit.SharedNode.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gristworks.client.GristClient.Part;
import io.gristworks.client.TaskFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReadingTest {
  @RegisterExtension static final GristTest grist = SharedNode.NODE;

  @Test
  void resultsAreReadInTaskOrderWhileTheJobRuns() throws Exception {
    var gate = new CountDownLatch(1);
    var run =
        SharedNode.play(
            20,
            (number, _) -> {
              if (number >= 17) {
                gate.await(); // three of four workers wait, one goes on
              }
              return Map.of("number", number);
            });
    await().atMost(LONG).until(() -> run.succeeded() == 17);

    assertThat(run.state().isFinal()).isFalse();
    assertThat(run.results())
        .extracting(result -> result.path("number").asInt())
        .isEqualTo(SharedNode.numbers(17));
    var csv = text(run, Part.RESULTS, TaskFormat.CSV).lines().toList();
    assertThat(csv).hasSize(18);
    assertThat(csv.getFirst()).contains("task").contains("number");
    gate.countDown();
    run.await(LONG);
    assertThat(run.outcomes())
        .extracting(outcome -> (int) outcome.task())
        .isEqualTo(SharedNode.numbers(20));
    assertThat(text(run, Part.RESULTS, TaskFormat.NDJSON).lines()).hasSize(20);
    assertThat(text(run, Part.ERRORS, TaskFormat.NDJSON)).isEmpty();
  }

  private static String text(Run run, Part part, TaskFormat format) throws Exception {
    try (var in = grist.client().download(run.id(), part, format)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aTaskIsFoundByItsCustomId() {
    var options =
        TestNode.options(
            "script", SharedNode.SCRIPT.scene((number, context) -> context.customId().get()));
    var run =
        grist
            .submit(
                options,
                List.of(
                    Map.of("custom_id", "first", "input", 1),
                    Map.of("custom_id", "the second/one", "input", 2)))
            .await(LONG);

    assertThat(run.results(String.class)).containsExactly("first", "the second/one");
    assertThat(run.outcomes().getLast().customId()).isEqualTo("the second/one");
    var task = run.task("the second/one");
    assertThat(task.path("index").asInt()).isEqualTo(1);
    assertThat(task.path("input").asInt()).isEqualTo(2);
    assertThat(run.task(0).path("custom_id").asText()).isEqualTo("first");
  }
}
