package io.gristworks.bench.gristworks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** What a user says to a gateway, over HTTP/1.1 and nothing else. Safe for many threads. */
final class GatewayClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI mount;

  /**
   * Talks to one gateway.
   *
   * @param gateway where it answers, without a path
   */
  GatewayClient(URI gateway) {
    this.mount = gateway.resolve("/api/v1/batch/");
  }

  /**
   * Submits a job as a stream of lines; its id, once the gateway has said 201.
   *
   * @param input the input of the task at an index from 0: JSON without line ends, ASCII
   */
  String submit(int tasks, IntFunction<String> input) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(mount.resolve("jobs?operation=" + BenchOperation.NAME))
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofInputStream(() -> new NdjsonInputs(tasks, input)))
            .build();
    var response = http.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() != 201) {
      throw refused(request, response.statusCode(), text(response.body()));
    }
    return JSON.readTree(response.body()).path("id").asText();
  }

  /**
   * Waits, without asking twice, until the job has ended.
   *
   * @throws IOException if it ended in another way than with all its tasks done
   */
  void awaitCompleted(String job) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(mount.resolve("jobs/" + job + "/events")).build();
    var response = http.send(request, BodyHandlers.ofLines());
    try (Stream<String> lines = response.body()) {
      var last =
          lines
              .dropWhile(line -> !line.equals("event: done"))
              .filter(line -> line.startsWith("data: "))
              .findFirst()
              .orElseThrow(() -> new IOException("the events of " + job + " broke off"));
      var status = JSON.readTree(last.substring("data: ".length())).path("status").asText();
      if (!status.equals("completed")) {
        throw new IOException("job " + job + " ended as " + status + ": " + last);
      }
    }
  }

  /** Reads all results of a job, row by row. */
  void results(String job, Consumer<JsonNode> row) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(mount.resolve("jobs/" + job + "/results")).build();
    var response = http.send(request, BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw refused(request, response.statusCode(), text(body.readAllBytes()));
      }
      JSON.readerFor(JsonNode.class).<JsonNode>readValues(body).forEachRemaining(row);
    }
  }

  /** Ends a job; what runs of it may still run to its end. */
  void cancel(String job) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(mount.resolve("jobs/" + job)).DELETE().build();
    var response = http.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() != 202) {
      throw refused(request, response.statusCode(), text(response.body()));
    }
  }

  /** Reads how a job stands. */
  JsonNode status(String job) throws IOException, InterruptedException {
    return get("jobs/" + job + "/status");
  }

  /** Reads whatever stands at a path below the mount. */
  JsonNode get(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(mount.resolve(path)).build();
    HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw refused(request, response.statusCode(), text(response.body()));
    }
    return JSON.readTree(response.body());
  }

  /** Puts a JSON document at a path below the mount. */
  void put(String path, String json) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(mount.resolve(path))
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(json))
            .build();
    var response = http.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw refused(request, response.statusCode(), text(response.body()));
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  private static IOException refused(HttpRequest request, int status, String body) {
    return new IOException(
        "%s %s was answered %d: %s".formatted(request.method(), request.uri(), status, body));
  }
}
