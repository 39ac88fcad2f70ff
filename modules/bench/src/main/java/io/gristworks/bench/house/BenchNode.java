package io.gristworks.bench.house;

import io.gristworks.bench.contest.JdbcUrl;
import io.gristworks.engine.operation.OperationCatalog;
import io.gristworks.handler.Traits;
import io.gristworks.node.GristNode;
import io.gristworks.node.NodeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A node of this JVM on free ports, with a data directory that is gone when it closes. */
record BenchNode(GristNode node, Path data) implements AutoCloseable {

  /**
   * Starts one.
   *
   * @param traits of the one operation that it knows
   * @param more settings in place of the defaults
   */
  static BenchNode start(JdbcUrl database, Traits traits, Map<String, ?> more) throws IOException {
    Path data = Files.createTempDirectory("grist-bench");
    Map<String, Object> settings = new HashMap<>();
    settings.put("gristworks.node.data-directory", data.toString());
    settings.put("gristworks.node.management-port", 0);
    settings.put("gristworks.cluster.port", 0);
    settings.put("gristworks.gateway.port", 0);
    settings.put("gristworks.store.url", database.value());
    settings.put("gristworks.store.migrate", true);
    // Other contestants' turns and ours must not be told apart by who was killed for being slow.
    settings.put("gristworks.cluster.heartbeat-pause", "20s");
    settings.putAll(more);
    var catalog = OperationCatalog.of(new BenchOperation(traits));
    return new BenchNode(GristNode.start(NodeSettings.with(settings), catalog, false), data);
  }

  /** A way to talk to it, the caller's to close. */
  GatewayTalk talk() {
    return new GatewayTalk(node.gatewayUri());
  }

  @Override
  public void close() {
    node.close();
    try (Stream<Path> files = Files.walk(data)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException _) {
      // A temporary file that stays behind is no reason to throw a measurement away.
    }
  }
}
