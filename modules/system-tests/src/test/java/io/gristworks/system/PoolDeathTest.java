package io.gristworks.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gristworks.client.GristClient;
import io.gristworks.client.RequestRefused;
import io.gristworks.client.WorkId;
import io.gristworks.store.testing.RealPostgres;
import io.gristworks.system.Executions.Execution;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The node that hosts the work pool dies at work, one of three. */
final class PoolDeathTest {
  private static final String FREE = "free";
  private static final int FREE_TASKS = 1_000;
  private static final String LIMITED = "limited";
  private static final int LIMITED_TASKS = 150;
  private static final int LIMIT = 3;
  private static final long TASK_MILLIS = 40;

  /** Shards of batches go to the node that has fewer: each node is to have a batch soon. */
  private static final int BATCHES_MAX = 8;

  private static final Duration SOON = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension static final RealPostgres postgres = new RealPostgres();
  @RegisterExtension final Nodes nodes = new Nodes();

  @Test
  void anotherNodeHostsThePoolSoonAndLimitsStayExact() throws Exception {
    var seed = nodes.plan("first").on(postgres.settings());
    var host =
        nodes
            .start(plan(seed, seed, "coordinator,worker").with("gristworks.store.migrate", "true"))
            .awaitReady();
    var heir = nodes.start(plan(nodes.plan("second"), seed, "gateway,coordinator,worker"));
    var worker = nodes.start(plan(nodes.plan("third"), seed, "worker"));
    List.of(heir, worker).forEach(NodeProcess::awaitReady);
    try (var client = heir.client()) {
      Awaitility.await("three worker nodes")
          .atMost(SOON)
          .until(() -> client.workers().path("workers").size() == 3);
      client.rules().putOperation(AppendBothEnds.NAME, LIMIT, 0);
      assertThat(hostsThePool(host)).as("the oldest node hosts the pool").isTrue();
      loseThePool(client, host, heir);
    }
  }

  private NodeSpec plan(NodeSpec plan, NodeSpec seed, String roles) {
    return plan.on(postgres.settings())
        .in(seed, roles)
        .with("gristworks.engine.worker.workers", "4");
  }

  private void loseThePool(GristClient client, NodeProcess host, NodeProcess heir)
      throws Exception {
    var free = nodes.directory().resolve(FREE);
    var limited = nodes.directory().resolve(LIMITED);
    var batches = submitToBoth(client, host, heir, free, limited);
    for (var batch : batches) {
      for (var job : List.of(FREE, LIMITED)) {
        Batches.await(client, batch.job(job), SOON, it -> it.counts().succeeded() > 0);
      }
    }
    assertThat(hostsThePool(heir)).as("the pool has moved before").isFalse();
    host.killNow();
    long killedAt = System.currentTimeMillis();
    ConcurrentRuns.killed(limited, host.pid());
    Awaitility.await("another pool").atMost(SOON).until(() -> hostsThePool(heir));
    long hostedAt = System.currentTimeMillis();
    // A batch whose coordinator died waits for its takeover as well; this one for the pool alone.
    var id = batches.stream().filter(it -> Standstill.isHome(heir, it)).findFirst().orElseThrow();
    assertThat(client.status(id.job(FREE)).counts().pending()).as("left to grant").isPositive();
    for (var batch : batches) {
      Batches.await(client, batch, SOON, it -> it.state().isFinal());
    }
    var ran = ConcurrentRuns.of(limited);
    System.out.printf(
        "the pool's node died: another pool after %d ms, for %d ms no lease began; %d batches; at"
            + " most %d of %d at once%n",
        hostedAt - killedAt,
        longestPause(Executions.of(free, id.value()), killedAt),
        batches.size(),
        ran.most(),
        LIMIT);
    assertThat(ran.most()).as("tasks at once under the limit").isEqualTo(LIMIT);
    for (var batch : batches) {
      Batches.assertExact(client, batch.job(FREE), FREE_TASKS);
      Batches.assertExact(client, batch.job(LIMITED), LIMITED_TASKS);
      assertOneAttemptEach(client, batch);
      assertEachLeaseRanATaskOnce(Executions.of(free, batch.value()));
    }
  }

  private static boolean hostsThePool(NodeProcess node) {
    return node.log().contains("hosts the pool");
  }

  /** Batches of both jobs, until each node has one's coordinator. */
  private static List<WorkId> submitToBoth(
      GristClient client, NodeProcess host, NodeProcess heir, Path free, Path limited)
      throws IOException {
    var document =
        JSON.writeValueAsBytes(
            Map.of(
                "jobs",
                List.of(
                    job(FREE, "append", free, FREE_TASKS),
                    job(LIMITED, AppendBothEnds.NAME, limited, LIMITED_TASKS))));
    var batches = new ArrayList<WorkId>();
    while (batches.stream().noneMatch(it -> Standstill.isHome(host, it))
        || batches.stream().noneMatch(it -> Standstill.isHome(heir, it))) {
      assertThat(batches).as("all on one node").hasSizeLessThan(BATCHES_MAX);
      var id = submit(client, document);
      Awaitility.await("its coordinator")
          .atMost(SOON)
          .until(() -> Standstill.isHome(host, id) || Standstill.isHome(heir, id));
      batches.add(id);
    }
    return batches;
  }

  private static Map<String, Object> job(String name, String operation, Path file, int tasks) {
    return Map.of(
        "name",
        name,
        "operation",
        operation,
        "parameters",
        Map.of("file", file.toString(), "millis", TASK_MILLIS),
        "tasks",
        Collections.nCopies(tasks, 0L));
  }

  /** The first batch of a shard may take too long on a busy machine: it is submitted again. */
  private static WorkId submit(GristClient client, byte[] document) {
    var key = Optional.of(UUID.randomUUID().toString());
    return Awaitility.await("submitted")
        .atMost(SOON)
        .ignoreExceptionsMatching(
            it -> it instanceof RequestRefused refused && refused.problem().status() == 503)
        .until(
            () -> client.submitBatch(BodyPublishers.ofByteArray(document), key).id(),
            Objects::nonNull);
  }

  private static long longestPause(Executions ran, long fromMillis) {
    long last = fromMillis;
    long longest = 0;
    for (long at : ran.leaseBeginnings().stream().filter(it -> it > fromMillis).sorted().toList()) {
      longest = Math.max(longest, at - last);
      last = at;
    }
    return longest;
  }

  /** What was interrupted by a death was no attempt: nothing failed here. */
  private static void assertOneAttemptEach(GristClient client, WorkId batch)
      throws IOException, InterruptedException {
    for (var job : List.of(FREE, LIMITED)) {
      try (var outcomes = client.results(batch.job(job))) {
        for (var outcome : outcomes) {
          assertThat(outcome.attempt()).as("attempts of %s", outcome).isOne();
        }
      }
    }
  }

  private static void assertEachLeaseRanATaskOnce(Executions ran) {
    assertThat(ran.tasks()).hasSize(FREE_TASKS);
    for (var executions : ran.byTask().values()) {
      assertThat(executions).extracting(Execution::attempt).containsOnly(1);
      assertThat(executions).extracting(Execution::lease).isSorted().doesNotHaveDuplicates();
    }
  }
}
