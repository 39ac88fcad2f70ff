package io.gristworks.system;

import io.gristworks.client.GristClient;
import io.gristworks.rules.Checkout;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A node in a JVM of its own. Its output goes to a file, on which a second start appends. */
final class NodeProcess {
  private static final Duration READY_WITHIN = Duration.ofMinutes(2);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final NodeSpec plan;
  private final Process process;

  NodeProcess(NodeSpec plan, Process process) {
    this.plan = plan;
    this.process = process;
  }

  NodeSpec plan() {
    return plan;
  }

  /** Waits until it has joined and all its roles have started; fails at once where it ended. */
  NodeProcess awaitReady() {
    Awaitility.await("node " + plan.name() + " ready")
        .atMost(READY_WITHIN)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException("node " + plan.name() + " ended:\n" + log());
              }
              return answers("/ready");
            });
    return this;
  }

  private boolean answers(String path) throws InterruptedException {
    try {
      return management(path).statusCode() == 200;
    } catch (IOException e) {
      return false; // nobody listens yet
    }
  }

  /** Asks the management port. */
  HttpResponse<String> management(String path) throws IOException, InterruptedException {
    var address = URI.create("http://" + plan.host() + ":" + plan.managementPort() + path);
    return HTTP.send(
        HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(10)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The sum of a metric over its tags, as last gathered; 0 where there is none. */
  double metric(String name) throws IOException, InterruptedException {
    return management("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** A client of its gateway; the caller closes it. */
  GristClient client() {
    return GristClient.at(plan.gateway());
  }

  /** All that it has printed, over all its starts. */
  String log() {
    try {
      return Files.readString(plan.log());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Its number in this system. */
  long pid() {
    return process.pid();
  }

  /** SIGKILL, as {@code kill -9}: nothing of it runs on when this returns. */
  void killNow() {
    process.destroyForcibly();
    awaitEnd(Duration.ofSeconds(30));
  }

  /** SIGTERM: lets it drain and leave; returns its exit code. */
  int stop() {
    process.destroy();
    return awaitEnd(READY_WITHIN);
  }

  /** Waits for its end, and returns its exit code. */
  int awaitEnd(Duration within) {
    try {
      if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("node " + plan.name() + " did not end:\n" + log());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Whether its JVM runs. */
  boolean isAlive() {
    return process.isAlive();
  }

  static Process launch(Path log, String mainClass, List<String> launcher, List<String> settings)
      throws IOException {
    var command = new java.util.ArrayList<>(launcher);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "@" + Checkout.root().resolve("deploy/node.options"),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", // half the start; nobody measures throughput here
            "-Dlogback.configurationFile=logback.xml", // the node's own, not that of some test
            "-cp",
            System.getProperty("java.class.path")));
    command.addAll(settings);
    command.add(mainClass);
    Files.createDirectories(log.getParent());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }
}
