package io.gristworks.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.store.testing.RealPostgres;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** P1: a coordinator's node and a worker die in the same moment; three of five nodes remain. */
final class TwoDeathsTest {
  private static final int TASKS = 3_000;
  private static final Duration TASK = Duration.ofMillis(40);
  private static final Duration SOON = Duration.ofMinutes(2);

  @RegisterExtension static final RealPostgres postgres = new RealPostgres();
  @RegisterExtension final Nodes nodes = new Nodes();

  @Test
  void aBatchIsFinishedExactlyByTheThreeNodesThatRemain() throws Exception {
    var seed = nodes.plan("gateway").on(postgres.settings());
    var gateway =
        nodes
            .start(seed.in(seed, "gateway").asShipped().with("gristworks.store.migrate", "true"))
            .awaitReady();
    var one = nodes.start(plan("one", seed, "coordinator,worker"));
    var two = nodes.start(plan("two", seed, "coordinator,worker"));
    var dying = nodes.start(plan("dying", seed, "worker"));
    var living = nodes.start(plan("living", seed, "worker"));
    List.of(one, two, dying, living).forEach(NodeProcess::awaitReady);
    try (var client = gateway.client()) {
      Awaitility.await("four worker nodes")
          .atMost(SOON)
          .until(() -> client.workers().path("workers").size() == 4);
      var file = nodes.directory().resolve("executions");
      var id = client.submit(Batches.append(file, TASK), Collections.nCopies(TASKS, 0L)).id();
      Batches.await(client, id, SOON, it -> it.counts().succeeded() > TASKS / 4);
      var home = Standstill.homeOf(id, List.of(one, two));
      var visible = Batches.results(client, id);
      long gap =
          Standstill.millis(
              client,
              id,
              TASKS,
              SOON,
              () -> {
                home.killNow();
                dying.killNow();
              });
      var ran = Executions.of(file, id.batch().value());
      System.out.printf(
          "two of five died: no progress for %d ms, executed again %d%n", gap, ran.total() - TASKS);
      visible.stream()
          .forEach(task -> assertThat(ran.times(task)).as("task %s, told before", task).isOne());
      assertThat(ran.total() - TASKS).isBetween(0, TASKS / 4);
      assertThat((home == one ? two : one).log()).contains("batch taken over");
    }
  }

  private NodeSpec plan(String name, NodeSpec seed, String roles) {
    return nodes
        .plan(name)
        .on(postgres.settings())
        .in(seed, roles)
        .asShipped()
        .with("gristworks.engine.worker.workers", "6");
  }
}
