package io.gristworks.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.client.GristClient;
import io.gristworks.client.WorkId;
import io.gristworks.client.WorkState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One task kills the only node whenever it runs: a crash loop, which must end by itself. */
final class PoisonTest {
  private static final int TASKS = 400;
  private static final int POISON = 123;
  private static final Duration TASK = Duration.ofMillis(10);
  private static final Duration SOON = Duration.ofSeconds(90);

  /** Suspected after the first, run alone, and given up after two more. */
  private static final int DEATHS = 3;

  @RegisterExtension final Nodes nodes = new Nodes();

  @Test
  void aTaskThatTakesItsNodeDownIsRunAloneAndGivenUpWithTheEvidenceAndTheOthersGoOn()
      throws Exception {
    var file = nodes.directory().resolve("executions");
    var plan = nodes.plan("only").with("gristworks.engine.worker.workers", "8");
    var inputs = new ArrayList<>(Collections.nCopies(TASKS, 0L));
    inputs.set(POISON, Append.KILLS_ITS_NODE);
    var node = nodes.start(plan).awaitReady();
    try (var client = node.client()) {
      var id = client.submit(Batches.append(file, TASK), inputs).id();
      for (int death = 1; death <= DEATHS; death++) {
        node.awaitEnd(SOON);
        assertThat(Executions.of(file, id.batch().value()).times(POISON))
            .as("node's deaths by the task")
            .isEqualTo(death);
        node = nodes.start(plan).awaitReady();
      }
      var status = Batches.await(client, id, SOON, it -> it.state().isFinal());
      assertThat(status.state()).isEqualTo(WorkState.COMPLETED);
      assertThat(status.counts().succeeded()).isEqualTo(TASKS - 1);
      assertThat(status.counts().failed()).isEqualTo(1);
      assertThat(Executions.of(file, id.batch().value()).times(POISON)).isEqualTo(DEATHS);
      assertThat(errors(client, id))
          .singleElement()
          .asString()
          .startsWith(POISON + " poison took down 3 nodes: ");
      assertThat(client.task(id, Integer.toString(POISON)).path("suspicion").asText())
          .startsWith("took down 3 nodes");
    }
  }

  private static List<String> errors(GristClient client, WorkId id)
      throws IOException, InterruptedException {
    var found = new ArrayList<String>();
    try (var errors = client.errors(id)) {
      for (var each : errors) {
        var failure = java.util.Objects.requireNonNull(each.failure());
        found.add(each.task() + " " + failure.kind() + " " + failure.message());
      }
    }
    return found;
  }
}
