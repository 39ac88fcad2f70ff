package io.gristworks.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gristworks.client.ListFilter;
import io.gristworks.operations.symbolscan.SymbolScan;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BadInputTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NDJSON = "application/x-ndjson";

  @RegisterExtension
  static final GristTest grist =
      GristTest.node()
          .operation(new SymbolScan())
          .operation(new ScriptedOperation())
          .setting("gristworks.gateway.most-json", "16KiB")
          .setting("gristworks.gateway.most-upload", "32KiB");

  static Stream<Arguments> documents() {
    return Stream.of(
        arguments("{\"operation\":\"nope\",\"tasks\":[1]}", 422, "/operation", "'nope' is unknown"),
        arguments(scan("close > clse"), 422, "/parameters/formula", "column 9"),
        arguments(script("\"tasks\":[]"), 422, "/tasks", "at least one task"),
        arguments(
            script("\"tasks\":[1,\"two\"]"), 422, "/tasks/1", "task 1: must be a whole number"),
        arguments(script("\"tasks\":[1],\"colour\":2"), 422, "/colour", "unknown field colour"),
        arguments(script("\"tasks\":[1],\"timeout_ms\":\"5\""), 422, "/timeout_ms", "whole number"),
        arguments(
            script("\"tasks\":[1]").replace("\"s\"", "7"),
            422,
            "/parameters/scene",
            "must be a string"),
        arguments("{\"operation\":", 400, "", "line 1, column"),
        arguments("[1]", 422, "", "JSON object"),
        arguments(script("\"tasks\":[1" + ",1".repeat(20_000) + "]"), 413, null, "16384"));
  }

  static Stream<Arguments> batches() {
    return Stream.of(
        arguments(jobs(job("a"), job("a")), "/jobs/1/name", "called a, as is job 0"),
        arguments(jobs(job("a", "z")), "/jobs/0/after/0", "there is no job 'z'"),
        arguments(
            jobs(job("a", "c"), job("b", "a"), job("c", "b")), "/jobs", "jobs wait for each other"),
        arguments(jobs(job("a", "a")), "/jobs", "a -> a"),
        arguments("{\"jobs\":[]}", "/jobs", "1 to 1000"),
        arguments("{\"jobs\":7}", "/jobs", "must be an array"),
        arguments("{\"jobs\":[7]}", "/jobs/0", "object"));
  }

  static Stream<Arguments> lines() {
    return Stream.of(
        arguments("1\n2\n3,\n4", 422, "line 3"),
        arguments("1\n\"two\"\n3", 422, "line 2"),
        arguments("1\n".repeat(20_000), 413, "32768"),
        arguments("", 422, "at least one"));
  }

  @ParameterizedTest
  @MethodSource
  void documents(
      String body, int status, @org.jspecify.annotations.Nullable String pointer, String says)
      throws Exception {
    refused("/jobs", "application/json", body, status, pointer, says);
  }

  @ParameterizedTest
  @MethodSource
  void batches(String body, String pointer, String says) throws Exception {
    refused("/batches", "application/json", body, 422, pointer, says);
  }

  @ParameterizedTest
  @MethodSource
  void lines(String body, int status, String says) throws Exception {
    var query = "?operation=script&parameters=%7B%22scene%22:%22s%22%7D";
    refused("/jobs" + query, NDJSON, body, status, null, says);
  }

  private static void refused(
      String path,
      String type,
      String body,
      int status,
      @org.jspecify.annotations.Nullable String pointer,
      String says)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(grist.uri() + "/api/v1/batch" + path))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body))
            .build();
    try (var http = HttpClient.newHttpClient()) {
      var answer = http.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/problem+json");
      var problem = JSON.readTree(answer.body());
      assertThat(problem.path("status").asInt()).isEqualTo(status);
      assertThat(problem.path("detail").asText()).contains(says);
      if (pointer != null) {
        assertThat(problem.at("/errors/0/pointer").asText("none")).isEqualTo(pointer);
      }
    }
    assertThat(grist.client().jobs(ListFilter.latest(10)).items()).as("nothing changed").isEmpty();
  }

  private static String scan(String formula) {
    return "{\"operation\":\"symbol-scan\",\"symbols\":[\"A\"],\"parameters\":{\"formula\":\""
        + formula
        + "\"}}";
  }

  private static String script(String more) {
    return "{\"operation\":\"script\",\"parameters\":{\"scene\":\"s\"}," + more + "}";
  }

  private static String job(String name, String... after) {
    var needs = after.length == 0 ? "" : "\"" + String.join("\",\"", after) + "\"";
    return script("\"tasks\":[1],\"name\":\"" + name + "\",\"after\":[" + needs + "]");
  }

  private static String jobs(String... jobs) {
    return "{\"jobs\":[" + String.join(",", jobs) + "]}";
  }
}
