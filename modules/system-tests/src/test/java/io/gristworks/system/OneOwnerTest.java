package io.gristworks.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.store.testing.RealPostgres;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One cluster owns a database: a second one that points at it waits. */
final class OneOwnerTest {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final int SIGTERM = 143;
  private static final String WAITS = "this node waits: the database belongs to the cluster of";

  @RegisterExtension static final RealPostgres postgres = new RealPostgres();
  @RegisterExtension final Nodes nodes = new Nodes();

  @Test
  void aSecondClusterWaitsAndSaysSoUntilTheFirstHasGone() throws Exception {
    var plan = nodes.plan("first").on(postgres.settings());
    var first = nodes.start(plan.with("gristworks.store.migrate", "true")).awaitReady();
    var second = nodes.start(nodes.plan("second").on(postgres.settings()));
    Awaitility.await("the second says that it waits")
        .atMost(SOON)
        .until(() -> ready(second).contains(WAITS));
    assertThat(second.management("/cluster/members").body()).contains("\"members\":[]");
    assertThat(second.log()).contains(WAITS);

    first.killNow();
    var again = nodes.start(plan).awaitReady(); // only this node can have been the owner: at once
    assertThat(again.log()).contains("incarnation=2");
    Awaitility.await("the second waits for the new owner")
        .atMost(SOON)
        .until(() -> ready(second).contains("(incarnation 2)"));

    assertThat(again.stop()).isEqualTo(SIGTERM);
    second.awaitReady();
    assertThat(second.log()).contains("incarnation=3");
  }

  private static String ready(NodeProcess node) throws InterruptedException {
    try {
      var answer = node.management("/ready");
      return answer.statusCode() == 200 ? "" : answer.body();
    } catch (IOException e) {
      return "nobody listens";
    }
  }
}
