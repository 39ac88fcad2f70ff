package io.gristworks.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gristworks.client.GristClient;
import io.gristworks.client.WorkId;
import io.gristworks.store.testing.RealPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** P1: three worker nodes behind a gateway on one PostgreSQL, two of which die at work. */
final class ThreeNodesTest {
  private static final int TASKS = 3_000;
  private static final Duration TASK = Duration.ofMillis(40);
  private static final Duration SOON = Duration.ofMinutes(2);

  /** 12 to 13 s on an idle machine; a busy one notices later that somebody is silent. */
  private static final long STANDSTILL_MILLIS_MAX = 20_000;

  @RegisterExtension static final RealPostgres postgres = new RealPostgres();
  @RegisterExtension final Nodes nodes = new Nodes();

  @Test
  void aBatchGoesOnWhenAWorkerDiesAndWhenItsCoordinatorDies() throws Exception {
    var seed = nodes.plan("gateway").on(postgres.settings());
    var gatewayPlan = seed.in(seed, "gateway").asShipped().with("gristworks.store.migrate", "true");
    var gateway = nodes.start(gatewayPlan).awaitReady();
    var one = nodes.start(plan("one", seed, "coordinator,worker"));
    var two = nodes.start(plan("two", seed, "coordinator,worker"));
    var worker = nodes.start(plan("worker", seed, "worker"));
    List.of(one, two, worker).forEach(NodeProcess::awaitReady);
    try (var client = gateway.client()) {
      Awaitility.await("three worker nodes")
          .atMost(SOON)
          .until(() -> client.workers().path("workers").size() == 3);
      loseWorker(client, worker);
      // Two deaths at once would leave two of four, and no majority.
      Awaitility.await("the dead node removed").atMost(SOON).until(() -> members(gateway) == 3);
      loseCoordinator(client, List.of(one, two));
    }
  }

  private static int members(NodeProcess node) throws IOException, InterruptedException {
    return new ObjectMapper()
        .readTree(node.management("/cluster/members").body())
        .path("members")
        .size();
  }

  private NodeSpec plan(String name, NodeSpec seed, String roles) {
    return nodes
        .plan(name)
        .on(postgres.settings())
        .in(seed, roles)
        .asShipped()
        .with("gristworks.engine.worker.workers", "8");
  }

  private void loseWorker(GristClient client, NodeProcess worker) throws Exception {
    var file = nodes.directory().resolve("without-worker");
    var id = submit(client, file);
    Batches.await(client, id, SOON, it -> it.counts().succeeded() > TASKS / 4);
    client
        .workers()
        .path("workers")
        .forEach(it -> assertThat(it.path("tasks_done").asLong()).as("%s", it).isPositive());
    long gap = Standstill.millis(client, id, TASKS, SOON, worker::killNow);
    int again = Executions.of(file, id.batch().value()).total() - TASKS;
    System.out.printf("a worker died: no progress for %d ms, executed again %d%n", gap, again);
    assertThat(again).isBetween(0, TASKS / 4);
  }

  private void loseCoordinator(GristClient client, List<NodeProcess> candidates) throws Exception {
    var file = nodes.directory().resolve("without-coordinator");
    var id = submit(client, file);
    Batches.await(client, id, SOON, it -> it.counts().succeeded() > TASKS / 4);
    var home = Standstill.homeOf(id, candidates);
    long gap = Standstill.millis(client, id, TASKS, SOON, home::killNow);
    int again = Executions.of(file, id.batch().value()).total() - TASKS;
    System.out.printf("a coordinator died: no progress for %d ms, executed again %d%n", gap, again);
    assertThat(again).isBetween(0, TASKS / 4);
    assertThat(gap).as("milliseconds without progress").isLessThan(STANDSTILL_MILLIS_MAX);
    var other = candidates.stream().filter(node -> node != home).findFirst().orElseThrow();
    assertThat(other.log()).contains("batch taken over");
  }

  private static WorkId submit(GristClient client, Path file)
      throws IOException, InterruptedException {
    return client.submit(Batches.append(file, TASK), Collections.nCopies(TASKS, 0L)).id();
  }
}
