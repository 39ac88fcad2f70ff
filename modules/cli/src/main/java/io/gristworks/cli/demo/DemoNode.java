package io.gristworks.cli.demo;

import io.gristworks.cli.node.ChildProcess;
import io.gristworks.cli.node.NodeLauncher;
import io.gristworks.cli.node.NodeSettings;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.terminal.Spinner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * A node that lives as long as the demo: on free ports of loopback, with its data and its log in a
 * temporary directory. {@link #close} leaves nothing of it, and so does Ctrl-C.
 */
final class DemoNode implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(90);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final int LOG_LINES_SHOWN = 15;

  private final TemporaryDirectory directory;
  private final ChildProcess process;
  private final FreePorts ports;

  private DemoNode(TemporaryDirectory directory, ChildProcess process, FreePorts ports) {
    this.directory = directory;
    this.process = process;
    this.ports = ports;
  }

  /** Starts it; it is not ready yet. */
  static DemoNode start(NodeLauncher launcher) throws IOException {
    var directory = TemporaryDirectory.create("grist-demo-");
    try {
      var ports = FreePorts.find();
      var settings =
          new NodeSettings(
              directory.path().resolve("data"),
              OptionalInt.of(ports.gateway()),
              OptionalInt.of(ports.management()),
              OptionalInt.of(0),
              Optional.empty());
      Files.createDirectories(settings.data());
      var builder =
          launcher
              .strangerNode(settings)
              .redirectErrorStream(true)
              .redirectOutput(log(directory.path()).toFile());
      var process = ChildProcess.start(builder);
      directory.removeAtExitAfter(process);
      return new DemoNode(directory, process, ports);
    } catch (IOException e) {
      directory.close();
      throw e;
    }
  }

  /** Waits until it takes work. */
  void awaitReady(Session session) throws IOException, InterruptedException {
    var nanos = session.around().nanos();
    long start = nanos.getAsLong();
    try (var spinner =
            new Spinner(session.err(), session.around().screen(), "starting a node of its own");
        var http = HttpClient.newHttpClient()) {
      while (!isReady(http)) {
        var since = Duration.ofNanos(nanos.getAsLong() - start);
        if (!process.isAlive() || since.compareTo(READY_WITHIN) > 0) {
          throw new IOException(
              (process.isAlive() ? "the node was not ready in time" : "the node did not start")
                  + "; its log ends with\n"
                  + endOfLog());
        }
        spinner.turn(since);
        Thread.sleep(BETWEEN_LOOKS);
      }
    }
  }

  private boolean isReady(HttpClient http) throws InterruptedException {
    try {
      var request =
          HttpRequest.newBuilder(management().resolve("/ready")).timeout(Duration.ofSeconds(5));
      return http.send(request.build(), BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException _) {
      return false; // nobody listens yet
    }
  }

  private String endOfLog() {
    try (var lines = Files.lines(log(directory.path()))) {
      var all = lines.toList();
      return all.stream()
          .skip(Math.max(0, all.size() - LOG_LINES_SHOWN))
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  /** The address of its API, as a client takes it. */
  URI api() {
    return URI.create("http://127.0.0.1:" + ports.gateway());
  }

  /** The address of its health and metrics. */
  URI management() {
    return URI.create("http://127.0.0.1:" + ports.management());
  }

  /** Its process. */
  long pid() {
    return process.pid();
  }

  /** Its data and its log. */
  Path path() {
    return directory.path();
  }

  private static Path log(Path directory) {
    return directory.resolve("node.log");
  }

  /** From now on it outlives the command. */
  void keep() {
    process.release();
    directory.keep();
  }

  @Override
  public void close() {
    if (!directory.isKept()) {
      process.close();
      directory.close();
    }
  }
}
