package io.gristworks.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.submit.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.ServerBinding;

/** A gateway on a real port, the fakes behind it, and a client before it. */
final class GatewayFixture implements AutoCloseable {
  static final String JSON = "application/json";
  static final String NDJSON = "application/x-ndjson";
  static final String CSV = "text/csv";

  final FakeCluster cluster = new FakeCluster();
  final MemoryStore store = new MemoryStore();
  final MemoryViews views = new MemoryViews();
  final MemorySchedules schedules = new MemorySchedules();
  final MemoryRules rules = new MemoryRules();
  final MemoryBulk bulk = new MemoryBulk();
  final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "gateway-test");
  final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper mapper = new ObjectMapper();
  private final ServerBinding binding;

  GatewayFixture() {
    this(
        new GatewaySettings(
            "127.0.0.1", 0, Duration.ofSeconds(20), Duration.ofMillis(200), Limits.DEFAULT));
  }

  GatewayFixture(GatewaySettings settings) {
    binding = start(settings);
  }

  ServerBinding start(GatewaySettings settings) {
    return Gateway.start(system, settings, ports(), List.of()).toCompletableFuture().join();
  }

  Ports ports() {
    return new Ports(
        cluster,
        store,
        views,
        schedules,
        rules,
        bulk,
        SampleOperations.catalog(),
        InstantSource.system(),
        RandomGenerator.of("L64X128MixRandom"));
  }

  int port() {
    return binding.localAddress().getPort();
  }

  URI uri(String path) {
    var mounted = path.startsWith("/api") ? path : "/api/v1/batch" + path;
    return URI.create("http://127.0.0.1:" + port() + mounted);
  }

  /** An answer. */
  record Answer(int status, HttpResponse<String> response, JsonNode json) {
    String text() {
      return response.body();
    }

    JsonNode at(String pointer) {
      return json.at(pointer);
    }

    String type() {
      return response.headers().firstValue("Content-Type").orElse("");
    }
  }

  Answer send(HttpRequest.Builder request) {
    try {
      var response = client.send(request.build(), BodyHandlers.ofString());
      boolean json = response.headers().firstValue("Content-Type").orElse("").endsWith("json");
      boolean lines = response.headers().firstValue("Content-Type").orElse("").contains("ndjson");
      return new Answer(
          response.statusCode(),
          response,
          json && !lines ? mapper.readTree(response.body()) : mapper.missingNode());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  Answer get(String path) {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  Answer post(String path, String type, String body, String... headers) {
    var request =
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  Answer method(String method, String path) {
    return send(HttpRequest.newBuilder(uri(path)).method(method, BodyPublishers.noBody()));
  }

  Answer method(String method, String path, String json) {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", JSON)
            .method(method, BodyPublishers.ofString(json)));
  }

  /** What a batch's first job got, in order. */
  java.util.List<String> inputs(String batch) {
    return cluster.entry(batch).inputs.stream()
        .filter(part -> part.job() == 0)
        .flatMap(part -> store.texts(part).stream())
        .toList();
  }

  @Override
  public void close() {
    client.close();
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
