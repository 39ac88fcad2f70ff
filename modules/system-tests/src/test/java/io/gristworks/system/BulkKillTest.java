package io.gristworks.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.client.BulkRequest;
import io.gristworks.client.GristClient;
import io.gristworks.client.ListFilter;
import io.gristworks.client.WatchSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A bulk operation whose node is killed in the middle of it. */
final class BulkKillTest {
  private static final int BATCHES = 200;
  private static final Duration SOON = Duration.ofSeconds(90);

  @RegisterExtension final Nodes nodes = new Nodes();

  @Test
  void itGoesOnFromWhereItWasAndMeetsEveryBatch() throws Exception {
    var plan =
        nodes
            .plan("only")
            .with("gristworks.engine.bulk.page", "1") // so that it takes its time
            .with("gristworks.engine.bulk.look-every", "100ms");
    var node = nodes.start(plan).awaitReady();
    try (var client = node.client()) {
      submitForLater(client, nodes);
      var pause = BulkRequest.pause("killed on the way").withName("later-*");

      var id = client.bulk().submit(pause, Optional.of("k")).id();
      Awaitility.await("some of it is done")
          .atMost(SOON)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> client.bulk().status(id).done() >= 10);
      node.killNow();
      nodes.start(plan).awaitReady();
      var seen = client.bulk().submit(pause, Optional.of("k"));
      var end = client.bulk().watch(id, WatchSettings.within(SOON), _ -> {});

      System.out.printf("first seen again at %d of %d%n", seen.done(), end.done());
      assertThat(seen.id()).isEqualTo(id);
      assertThat(seen.done()).as("what was stored before the kill").isGreaterThanOrEqualTo(10);
      assertThat(end.state()).isEqualTo("done");
      assertThat(end.done()).isEqualTo(BATCHES);
      assertThat(end.changed() + end.already()).isEqualTo(BATCHES);
      assertThat(end.already()).as("told by the page that was cut").isLessThanOrEqualTo(1);
      var paused = client.batches(new ListFilter("paused", null, null, 1000, null)).items();
      assertThat(paused).hasSize(BATCHES);
    }
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
