package io.gristworks.client;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** How requests travel: addresses, and what the answers' statuses mean. For any thread. */
final class Wire implements AutoCloseable {
  static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final String MOUNT = "/api/v1/batch";
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);

  /** Of a refusal's body: a proxy may answer with a page, and nobody needs all of it. */
  private static final int PROBLEM_BYTES_MAX = 1 << 20;

  private final URI base;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1) // no upgrade dance before every upload
          .connectTimeout(CONNECT_WITHIN)
          .build();

  Wire(URI base) {
    this.base = base;
  }

  URI base() {
    return base;
  }

  /** A request to {@code path} below the mount; its segments are encoded already. */
  HttpRequest.Builder to(String path, Map<String, String> query) {
    var root = base.toString();
    var address = (root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + MOUNT + path;
    if (!query.isEmpty()) {
      address +=
          query.entrySet().stream()
              .map(pair -> encoded(pair.getKey()) + "=" + encoded(pair.getValue()))
              .collect(Collectors.joining("&", "?", ""));
    }
    return HttpRequest.newBuilder(URI.create(address));
  }

  /** JSON has no word for what is infinite, or no number at all. */
  static void requireFinite(String name, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(name + " must be a finite number from 0, was " + value);
    }
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Sends, and reads the whole answer as JSON. */
  Answer exchange(HttpRequest request) throws IOException, InterruptedException {
    var response = open(request);
    try (var body = response.body()) {
      return new Answer(response.statusCode(), JSON.readTree(body));
    }
  }

  /**
   * Sends, and leaves the answer's body to be read and closed by the caller.
   *
   * @throws RequestRefused where the status is not 2xx
   */
  HttpResponse<InputStream> open(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<InputStream> response;
    try {
      response = http.send(request, BodyHandlers.ofInputStream());
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw ServerUnreachable.nobodyAt(base, e);
    } catch (IOException e) {
      throw ServerUnreachable.brokenOff(base, e);
    }
    if (response.statusCode() / 100 != 2) {
      try (var body = response.body()) {
        throw new RequestRefused(problem(response.statusCode(), body));
      }
    }
    return response;
  }

  private static Problem problem(int status, InputStream body) throws IOException {
    var bytes = body.readNBytes(PROBLEM_BYTES_MAX);
    try {
      return Problem.of(status, JSON.readTree(bytes));
    } catch (IOException _) { // not JSON: something between us and the server speaks
      return Problem.of(status, JSON.createObjectNode());
    }
  }

  /** Cuts what is under way. */
  @Override
  public void close() {
    http.shutdownNow();
  }

  /** A status and the document that came with it. */
  record Answer(int status, JsonNode document) {}
}
