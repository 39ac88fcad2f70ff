package io.gristworks.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gristworks.client.WorkId;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * P1 and P3: five nodes on one database, some of which are cut off from the others but not from the
 * database, and are restarted by their supervisor while they are cut off. They must wait, not found
 * a second cluster; whatever the network does, every batch ends exact, and counts never go back.
 */
final class PartitionTest {
  private static final int NODES = 5;

  /** Never cut off. */
  private static final int SAFE = 3;

  private static final int TASKS = 2_000;
  private static final Duration TASK = Duration.ofMillis(60);
  private static final Duration SOON = Duration.ofMinutes(4);
  private static final String WAITS = "this node waits: the database belongs to ";

  @RegisterExtension final Namespaces namespaces = new Namespaces(NODES);
  @RegisterExtension final Nodes nodes = new Nodes();

  private final Map<Integer, NodeProcess> running = new TreeMap<>();
  private final AtomicBoolean over = new AtomicBoolean();

  @Test
  void aSideThatIsCutOffAndRestartedWaitsAndJoinsAgain() throws Exception {
    try (var postgres = startPostgres()) {
      var plans = plans(namespaces.bridgeAddress() + ":" + postgres.getPort());
      assertThat(nodes.migrate(plans.getFirst()).awaitEnd(SOON)).isZero();
      running.put(1, nodes.start(plans.getFirst()).awaitReady()); // the first seed is the founder
      for (int node = 2; node <= NODES; node++) {
        running.put(node, nodes.start(plans.get(node - 1)));
      }
      var supervisor = Thread.ofPlatform().daemon().start(() -> supervise(plans));
      awaitOneCluster();
      try (var watch = new CountWatch(gateways(1, 2, 3, 4, 5))) {
        watch.judge(gateways(SAFE, 4, 5));
        var batches = new ArrayList<WorkId>();
        batches.add(submit("clean", watch));
        cutOffTheFirstSeed(batches);
        watch.judge(List.of()); // how a cluster sees who hears and is not heard, differs each time
        batches.add(submit("one-way", watch));
        cutOneWay();
        batches.add(submit("flapping", watch));
        flap();
        watch.judge(gateways(1, 2, 3, 4, 5));
        assertAllIsExact(batches);
        assertThat(watch.reads()).as("reads that were judged").isGreaterThan(2L * NODES);
        assertThat(watch.wentBack()).isEmpty();
      } finally {
        over.set(true);
        supervisor.join();
      }
    }
  }

  private List<URI> gateways(int... ofNodes) {
    return IntStream.of(ofNodes).mapToObj(node -> process(node).plan().gateway()).toList();
  }

  /** D15: the side of the first seed, in the minority, is restarted while it is cut off. */
  private void cutOffTheFirstSeed(List<WorkId> batches) throws IOException, InterruptedException {
    namespaces.cutOff(List.of(1, 2));
    for (int node : List.of(1, 2)) {
      awaitThatItWaits(node);
    }
    Awaitility.await("the majority works on")
        .atMost(SOON)
        .until(() -> members(SAFE).size() == NODES - 2 && isDone(batches.getFirst()));
    for (int node : List.of(1, 2)) {
      assertThat(members(node)).as("members beside the owning cluster").isEmpty();
      assertThat(ready(node)).contains(WAITS);
      assertThat(process(node).log()).contains(WAITS);
    }
    namespaces.heal();
    awaitOneCluster();
  }

  /** Node 4 is heard, and hears nothing; it is restarted once more while that is so. */
  private void cutOneWay() throws IOException {
    for (int node = 1; node <= NODES; node++) {
      if (node != 4) {
        namespaces.cut(node, 4);
      }
    }
    awaitThatItWaits(4);
    process(4).killNow();
    awaitThatItWaits(4);
    namespaces.heal();
    awaitOneCluster();
  }

  /** Shorter and longer than anybody doubts; at the end one is restarted while it is cut off. */
  private void flap() throws IOException, InterruptedException {
    for (int times = 0; times < 4; times++) {
      namespaces.cutOff(List.of(1, 5));
      TimeUnit.MILLISECONDS.sleep(2_500);
      namespaces.heal();
      TimeUnit.MILLISECONDS.sleep(1_500);
    }
    namespaces.cutOff(List.of(1, 5));
    process(5).killNow();
    // Whichever side is left of a cluster that was torn so often: node 5 waits for it, or joins it.
    Awaitility.await("node 5 waits, or is a member of the side that goes on")
        .atMost(SOON)
        .until(() -> ready(5).isEmpty() || ready(5).contains(WAITS));
    namespaces.heal();
    awaitOneCluster();
  }

  private void awaitThatItWaits(int node) {
    Awaitility.await("node " + node + " waits, and says so")
        .atMost(SOON)
        .until(() -> ready(node).contains(WAITS) && members(node).isEmpty());
  }

  private void assertAllIsExact(List<WorkId> batches) throws IOException, InterruptedException {
    for (var batch : batches) {
      try (var client = process(SAFE).client()) {
        Batches.await(client, batch, SOON, it -> it.state().isFinal());
      }
      for (int node = 1; node <= NODES; node++) {
        try (var client = process(node).client()) {
          Batches.assertExact(client, batch, TASKS);
        }
      }
    }
  }

  private boolean isDone(WorkId batch) throws IOException, InterruptedException {
    try (var client = process(SAFE).client()) {
      return Batches.statusNow(client, batch).filter(it -> it.state().isFinal()).isPresent();
    }
  }

  private WorkId submit(String name, CountWatch watch) throws IOException, InterruptedException {
    try (var client = process(SAFE).client()) {
      var file = nodes.directory().resolve(name);
      var batch = client.submit(Batches.append(file, TASK), Collections.nCopies(TASKS, 0L)).id();
      watch.watch(batch);
      return batch;
    }
  }

  private void awaitOneCluster() {
    Awaitility.await("one cluster of " + NODES)
        .atMost(SOON)
        .until(
            () ->
                IntStream.rangeClosed(1, NODES)
                    .allMatch(node -> ready(node).isEmpty() && members(node).size() == NODES));
    assertThat(IntStream.rangeClosed(1, NODES).mapToObj(this::members).collect(Collectors.toSet()))
        .as("what the nodes say of their members")
        .hasSize(1);
  }

  /** Empty where a node is ready, else what it says. */
  private String ready(int node) {
    try {
      var answer = process(node).management("/ready");
      return answer.statusCode() == 200 ? "" : answer.body();
    } catch (IOException e) {
      return "nobody listens";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private Set<String> members(int node) {
    try {
      var members =
          new ObjectMapper()
              .readTree(process(node).management("/cluster/members").body())
              .path("members");
      var names = new TreeSet<String>();
      StreamSupport.stream(members.spliterator(), false)
          .forEach(member -> names.add(member.path("node").asText()));
      return names;
    } catch (IOException e) {
      return Set.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private NodeProcess process(int node) {
    synchronized (running) {
      return Objects.requireNonNull(running.get(node));
    }
  }

  /** As systemd or Kubernetes do: whatever ended is started again. */
  private void supervise(List<NodeSpec> plans) {
    while (!over.get()) {
      try {
        for (int node = 1; node <= NODES; node++) {
          if (!process(node).isAlive()) {
            var again = nodes.start(plans.get(node - 1));
            synchronized (running) {
              running.put(node, again);
            }
          }
        }
        TimeUnit.MILLISECONDS.sleep(500);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Of node 1 and so on. */
  private List<NodeSpec> plans(String database) {
    var seeds = namespaces.address(1) + ":25520," + namespaces.address(2) + ":25520";
    var plans = new ArrayList<NodeSpec>();
    for (int node = 1; node <= NODES; node++) {
      plans.add(
          NodeSpec.alone("node-" + node, nodes.directory(), List.of(7070, 7626, 25_520))
              .at(namespaces.address(node), namespaces.launcher(node))
              .with(
                  "gristworks.store.url",
                  "jdbc:postgresql://" + database + "/postgres?user=postgres")
              .with("gristworks.store.max-connections", "4")
              .with("gristworks.store.journal-connections", "4")
              .with("gristworks.cluster.formation", "seeds")
              .with("gristworks.cluster.seeds", seeds)
              .with("gristworks.engine.worker.workers", "4"));
    }
    return plans;
  }

  private EmbeddedPostgres startPostgres() throws IOException {
    var data = nodes.directory().resolve("postgres");
    Files.createDirectories(data);
    var postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(true)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("listen_addresses", "*")
            .setServerConfig("max_connections", "200")
            .start();
    admit(data.resolve("pg_hba.conf"));
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("SELECT pg_reload_conf()");
    } catch (SQLException e) {
      throw new IOException("PostgreSQL did not read its access list again", e);
    }
    return postgres;
  }

  private void admit(Path accessList) throws IOException {
    Files.writeString(
        accessList,
        "host all all " + namespaces.bridgeAddress() + "/24 trust\n",
        StandardOpenOption.APPEND);
  }
}
