package io.gristworks.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.store.testing.RealPostgres;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node that cannot start says why in one sentence, and ends with 1. */
final class BadStartTest {
  private static final Duration END = Duration.ofMinutes(1);

  /** What a JVM ends with that was told to. */
  private static final int SIGTERM = 128 + 15;

  @RegisterExtension final Nodes nodes = new Nodes();

  @Test
  void whatAnotherNodeUsesIsNamed() throws Exception {
    var good = nodes.plan("good");
    nodes.start(good).awaitReady();
    var gateway = Integer.toString(good.gatewayPort());
    assertRefused(
        nodes.plan("gateway-port").with("gristworks.gateway.port", gateway),
        "port " + gateway + " on 127.0.0.1 is already in use");
    var management = Integer.toString(good.managementPort());
    assertRefused(
        nodes.plan("management-port").with("gristworks.node.management-port", management),
        "port " + management + " on 127.0.0.1 is already in use",
        "gristworks.node.management-port");
    var cluster = Integer.toString(good.clusterPort());
    assertRefused(
        nodes.plan("cluster-port").with("gristworks.cluster.port", cluster),
        "port " + cluster + " on 127.0.0.1 is already in use",
        "gristworks.cluster.port");
    var data = good.settings().getOrDefault("gristworks.node.data-directory", "");
    assertRefused(
        nodes.plan("data").with("gristworks.node.data-directory", data),
        "the data directory " + data + " is in use by another node");
  }

  @Test
  void aBadValueIsNamed() throws Exception {
    assertRefused(
        nodes.plan("time").with("gristworks.engine.lease.longest", "soon"),
        "gristworks.engine.lease.longest is 'soon'; it takes a time such as 10s");
    assertRefused(
        nodes.plan("roles").with("gristworks.node.roles", "miller"),
        "gristworks.node.roles is 'miller'");
    assertRefused(
        nodes.plan("mark").with("gristworks.worker.pressure.memory-high", "0.5"),
        "gristworks.worker.pressure.memory-high and -low cannot be used",
        "was 0.5 with 0.85");
    assertRefused(
        nodes.plan("resource").with("gristworks.worker.resources.gpu", "many"),
        "gristworks.worker.resources.\"gpu\" is 'many'; it takes a whole number");
    assertRefused(
        nodes.plan("workers").with("gristworks.worker.most-workers", "2"),
        "gristworks.engine.worker.workers is ",
        "it must be between gristworks.worker.least-workers and most-workers");
    assertRefused(
        nodes.plan("prices").with("gristworks.operations.symbol-scan.prices.source", "directory"),
        "operation symbol-scan cannot run on this node: ",
        "prices.source is 'directory', not csv, table or synthetic");
    assertRefused(
        nodes.plan("threads").with("gristworks.operations.bulk_embed.threads", "all"),
        "gristworks.operations.bulk_embed.threads must be 1 to 1024, found 'all'");
  }

  @Test
  void aDatabaseThatIsNotThereIsNamed() throws Exception {
    var url = "jdbc:postgresql://127.0.0.1:" + Nodes.freePorts(1).getFirst() + "/none";
    assertRefused(
        nodes
            .plan("database")
            .with("gristworks.store.url", url)
            .with("gristworks.store.connect-timeout", "1s"),
        "cannot reach the database at " + url);
  }

  @Test
  void anEmptyDatabaseAsksForMigrateAfterWhichTheNodeStarts() throws Exception {
    var database = RealPostgres.fresh();
    try {
      var plan = nodes.plan("empty").on(database);
      assertRefused(plan, "run grist migrate");
      assertThat(nodes.migrate(plan).awaitEnd(END)).isZero();
      var node = nodes.start(plan).awaitReady();
      assertThat(node.stop()).as("ended by SIGTERM").isEqualTo(SIGTERM);
    } finally {
      RealPostgres.drop(database);
    }
  }

  private void assertRefused(NodeSpec plan, String... words) throws IOException {
    long began = System.nanoTime();
    var node = nodes.start(plan);
    int code = node.awaitEnd(END);
    var said = node.log().lines().filter(line -> line.startsWith("gristworks: ")).toList();
    System.out.printf(
        "%s: %d after %d ms, %s%n",
        plan.name(), code, (System.nanoTime() - began) / 1_000_000, said);
    assertThat(said).as("%s", node.log()).hasSize(1);
    assertThat(said.getFirst()).contains(words);
    assertThat(node.log()).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(code).isEqualTo(1);
  }
}
