package io.gristworks.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gristworks.client.GristClient;
import io.gristworks.client.ListFilter;
import io.gristworks.store.StoreSettings;
import io.gristworks.store.testing.RealPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An upload that does not come to its end leaves nothing. */
final class UploadCutTest {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final int CHUNKS = 64;
  private static final int CHUNK_BYTES = 1 << 16;

  @RegisterExtension static final RealPostgres postgres = new RealPostgres();
  @RegisterExtension final Nodes nodes = new Nodes();

  @Test
  void anUploadThatIsCutOrWhoseGatewayIsKilledBecomesNoBatchAndIsCollected() throws Exception {
    var plan =
        nodes
            .plan("only")
            .on(postgres.settings())
            .with("gristworks.store.migrate", "true")
            .with("gristworks.store.orphans-after", "2s")
            .with("gristworks.store.orphans-every", "1s");
    var node = nodes.start(plan).awaitReady();
    try (var client = node.client()) {
      try (var _ = halfAnUpload(plan)) {
        awaitRows("input_segment", true);
      }
      assertNothingIsLeft(client, node, "cut");

      try (var _ = halfAnUpload(plan)) {
        awaitRows("input_segment", true);
        node.killNow();
      }
      assertThat(rows("input_upload")).isPositive();
      node = nodes.start(plan).awaitReady();
      assertNothingIsLeft(client, node, "killed gateway");
    }
  }

  /** A request of NDJSON that has sent much of its body, and does not end it. */
  private static Socket halfAnUpload(NodeSpec plan) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), plan.gatewayPort());
    var out = socket.getOutputStream();
    var parameters =
        URLEncoder.encode("{\"file\":\"/dev/null\",\"millis\":0}", StandardCharsets.UTF_8);
    out.write(
        ("POST /api/v1/batch/jobs?operation=append&parameters="
                + parameters
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-ndjson\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    var chunk =
        (Integer.toHexString(CHUNK_BYTES) + "\r\n" + "1234567\n".repeat(CHUNK_BYTES / 8) + "\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    for (int sent = 0; sent < CHUNKS; sent++) {
      out.write(chunk);
    }
    out.flush();
    return socket;
  }

  private static void assertNothingIsLeft(GristClient client, NodeProcess node, String how)
      throws Exception {
    long began = System.nanoTime();
    awaitRows("input_upload", false);
    awaitRows("input_segment", false);
    System.out.printf(
        "%s: rows collected after %d ms%n", how, (System.nanoTime() - began) / 1_000_000);
    assertThat(client.batches(ListFilter.latest(10)).items()).isEmpty();
    assertThat(rows("batch_view")).isZero();
    assertThat(rows("event_journal WHERE persistence_id LIKE 'batch|%'")).isZero();
    Awaitility.await("no coordinator").atMost(SOON).until(() -> coordinators(node) == 0);
  }

  /** How many coordinators live on the node. */
  private static int coordinators(NodeProcess node) throws IOException, InterruptedException {
    var answer = node.management("/cluster/shards/batch");
    assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(200);
    var regions = new ObjectMapper().readTree(answer.body()).path("regions");
    int entities = 0;
    for (var region : regions) {
      entities += region.path("numEntities").asInt();
    }
    return entities;
  }

  private static void awaitRows(String table, boolean any) {
    Awaitility.await(table + (any ? " has rows" : " is empty"))
        .atMost(SOON)
        .until(() -> rows(table) > 0 == any);
  }

  private static long rows(String from) throws SQLException {
    StoreSettings store = postgres.settings();
    try (var connection = DriverManager.getConnection(store.url());
        var statement = connection.createStatement();
        var answer = statement.executeQuery("SELECT count(*) FROM " + from)) {
      answer.next();
      return answer.getLong(1);
    }
  }
}
