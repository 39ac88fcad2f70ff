package io.gristworks.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.client.BulkRequest;
import io.gristworks.client.BulkStatus;
import io.gristworks.client.GristClient;
import io.gristworks.client.ListFilter;
import io.gristworks.client.WatchSettings;
import io.gristworks.store.testing.RealPostgres;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bulk operations whose node is killed in the middle of them. */
final class BulkKillTest {
  private static final int BATCHES = 200;
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final BulkRequest PAUSE =
      BulkRequest.pause("killed on the way").withName("later-*");

  @RegisterExtension static final RealPostgres postgres = new RealPostgres();
  @RegisterExtension final Nodes nodes = new Nodes();

  @Test
  void itGoesOnFromWhereItWasAndMeetsEveryBatch() throws Exception {
    var plan = slow(nodes.plan("only"));
    var node = nodes.start(plan).awaitReady();
    try (var client = node.client()) {
      submitForLater(client, nodes);

      var id = client.bulk().submit(PAUSE, Optional.of("k")).id();
      awaitSome(client, id);
      node.killNow();
      nodes.start(plan).awaitReady();
      var seen = client.bulk().submit(PAUSE, Optional.of("k"));
      var end = client.bulk().watch(id, WatchSettings.within(SOON), _ -> {});

      System.out.printf("first seen again at %d of %d%n", seen.done(), end.done());
      assertThat(seen.id()).isEqualTo(id);
      assertThat(seen.done()).as("what was stored before the kill").isGreaterThanOrEqualTo(10);
      assertWhole(client, end);
    }
  }

  @Test
  void anotherNodeGoesOnWithIt() throws Exception {
    var seed = nodes.plan("gateway").on(postgres.settings());
    var gatewayPlan = seed.in(seed, "gateway").asShipped().with("gristworks.store.migrate", "true");
    var gateway = nodes.start(gatewayPlan).awaitReady();
    // The oldest coordinator carries out what is wished of many.
    var oldest = nodes.start(coordinator("oldest", seed)).awaitReady();
    nodes.start(coordinator("next", seed)).awaitReady();
    try (var client = gateway.client()) {
      submitForLater(client, nodes);

      var id = client.bulk().submit(PAUSE, Optional.empty()).id();
      awaitSome(client, id);
      oldest.killNow();
      var seen = client.bulk().status(id);
      var end = client.bulk().watch(id, WatchSettings.within(SOON), _ -> {});

      System.out.printf("gone on with by another from %d of %d%n", seen.done(), end.done());
      assertThat(seen.state()).as("when its node was killed").isEqualTo("running");
      assertWhole(client, end);
    }
  }

  private NodeSpec coordinator(String name, NodeSpec seed) {
    var plan = nodes.plan(name).on(postgres.settings()).in(seed, "coordinator,worker");
    return slow(plan.asShipped());
  }

  /** So that it takes its time. */
  private static NodeSpec slow(NodeSpec plan) {
    return plan.with("gristworks.engine.bulk.page", "1")
        .with("gristworks.engine.bulk.look-every", "100ms");
  }

  private static void awaitSome(GristClient client, String id) {
    Awaitility.await("some of it is done")
        .atMost(SOON)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> client.bulk().status(id).done() >= 10);
  }

  private static void assertWhole(GristClient client, BulkStatus end)
      throws IOException, InterruptedException {
    assertThat(end.state()).isEqualTo("done");
    assertThat(end.refusals()).isEmpty();
    assertThat(end.done()).isEqualTo(BATCHES);
    assertThat(end.already()).as("told by the page that was cut").isLessThanOrEqualTo(1);
    var paused = client.batches(new ListFilter("paused", null, null, 1000, null)).items();
    assertThat(paused).hasSize(BATCHES);
  }

  private static void submitForLater(GristClient client, Nodes nodes)
      throws IOException, InterruptedException {
    var file = nodes.directory().resolve("executions");
    var later =
        Batches.append(file, Duration.ZERO).withStartAt(Instant.now().plus(Duration.ofHours(1)));
    for (int nth = 0; nth < BATCHES; nth++) {
      client.submit(later.withName("later-" + nth), List.of(0L));
    }
  }
}
