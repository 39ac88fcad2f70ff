package io.gristworks.bench.gristworks;

import io.gristworks.bench.contest.JdbcUrl;
import io.gristworks.engine.operation.OperationCatalog;
import io.gristworks.handler.Traits;
import io.gristworks.node.GristNode;
import io.gristworks.node.NodeSettings;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A node of this JVM on free ports, with a data directory that is gone when it closes. */
record BenchNode(GristNode node, Path data, URI metrics) implements AutoCloseable {
  /** Twice the time in which metrics are gathered: what was counted before is in them then. */
  private static final int TICKS_MS = 1_000;

  /**
   * Starts one.
   *
   * @param traits of the one operation that it knows
   * @param more settings in place of the defaults
   */
  static BenchNode start(JdbcUrl database, Traits traits, Map<String, ?> more) throws IOException {
    Path data = Files.createTempDirectory("grist-bench");
    int management = freePort();
    Map<String, Object> settings = new HashMap<>();
    settings.put("gristworks.node.data-directory", data.toString());
    settings.put("gristworks.node.management-port", management);
    settings.put("gristworks.cluster.port", 0);
    settings.put("gristworks.gateway.port", 0);
    settings.put("gristworks.store.url", database.value());
    settings.put("gristworks.store.migrate", true);
    // A machine that is busy with all the others of a benchmark must not look like a dead node.
    settings.put("gristworks.cluster.heartbeat-pause", "20s");
    settings.put("pekko.cluster.jmx.enabled", false); // several nodes would quarrel over the name
    settings.putAll(more);
    var catalog = OperationCatalog.of(new BenchOperation(traits));
    return new BenchNode(
        GristNode.start(NodeSettings.with(settings), catalog, false),
        data,
        URI.create("http://127.0.0.1:" + management + "/metrics"));
  }

  /** A port that was free a moment ago, below those that the system gives to whoever asks. */
  static int freePort() throws IOException {
    for (int tries = 0; ; tries++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (var socket = new ServerSocket(port)) {
        return socket.getLocalPort();
      } catch (BindException e) {
        if (tries == 100) {
          throw e;
        }
      }
    }
  }

  /** A way to talk to it, the caller's to close. */
  GatewayClient talk() {
    return new GatewayClient(node.gatewayUri());
  }

  /** The sum of a metric over all tags, for this JVM; it may lag by a tick. 0 if never counted. */
  double metric(String name) throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var text = http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
      return text.lines()
          .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }

  /** {@link #metric}, with all that was counted until now. */
  double metricAfterTick(String name) throws IOException, InterruptedException {
    TimeUnit.MILLISECONDS.sleep(TICKS_MS);
    return metric(name);
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
