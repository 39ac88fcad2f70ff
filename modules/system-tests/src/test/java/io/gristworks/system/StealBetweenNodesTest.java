package io.gristworks.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.store.testing.RealPostgres;
import java.time.Duration;
import java.util.HashSet;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Work that turned out longer than it looked is shared, though it had been handed out. */
final class StealBetweenNodesTest {
  private static final int TASKS = 400;
  private static final int SHORT = 350;
  private static final long LONG_MILLIS = 200;
  private static final Duration SOON = Duration.ofSeconds(90);

  @RegisterExtension static final RealPostgres postgres = new RealPostgres();
  @RegisterExtension final Nodes nodes = new Nodes();

  @Test
  void anIdleNodeGetsHalfOfWhatASlowOneHasNotBegun() throws Exception {
    var seed = nodes.plan("one").on(postgres.settings());
    var one =
        nodes
            .start(
                few(seed.in(seed, "gateway,coordinator,worker"))
                    .with("gristworks.store.migrate", "true"))
            .awaitReady();
    nodes.start(few(nodes.plan("two").on(postgres.settings()).in(seed, "worker"))).awaitReady();
    var file = nodes.directory().resolve("executions");
    try (var client = one.client()) {
      Awaitility.await("two worker nodes")
          .atMost(SOON)
          .until(() -> client.workers().path("workers").size() == 2);
      var millis =
          IntStream.range(0, TASKS).mapToObj(task -> task < SHORT ? 0L : LONG_MILLIS).toList();
      long began = System.nanoTime();
      var id = client.submit(Batches.append(file, Duration.ofMillis(1)), millis).id();
      Batches.await(client, id, SOON, it -> it.state().isFinal());
      long took = (System.nanoTime() - began) / 1_000_000;
      Batches.assertExact(client, id, TASKS);

      var ran = Executions.of(file, id.batch().value());
      assertThat(ran.total()).as("nothing given back had begun").isEqualTo(TASKS);
      var homes = new HashSet<String>();
      for (int task = SHORT; task < TASKS; task++) {
        var attempts = client.task(id, Integer.toString(task)).path("attempts");
        assertThat(attempts).hasSize(1);
        homes.add(attempts.path(0).path("node").asText());
      }
      assertThat(homes).as("where the long tasks ran").hasSize(2);
      Awaitility.await("the metric")
          .atMost(SOON)
          .until(() -> one.metric("gristworks_tasks_taken_back_total") > 0);
      System.out.printf(
          "%d short and %d long tasks on two nodes of two workers: %d ms, lower bound %d ms,"
              + " taken back %.0f%n",
          SHORT,
          TASKS - SHORT,
          took,
          (TASKS - SHORT) * LONG_MILLIS / 4,
          one.metric("gristworks_tasks_taken_back_total"));
    }
  }

  private static NodeSpec few(NodeSpec plan) {
    return plan.with("gristworks.engine.worker.workers", "2");
  }
}
