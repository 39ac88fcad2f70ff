package io.gristworks.gateway;

import static io.gristworks.gateway.GatewayFixture.CSV;
import static io.gristworks.gateway.GatewayFixture.JSON;
import static io.gristworks.gateway.GatewayFixture.NDJSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PlaceTest {
  private static final String NOBODY = "b00000000000000000000";
  private GatewayFixture gateway;

  @BeforeAll
  void start() {
    gateway = new GatewayFixture();
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  static Stream<Arguments> places() {
    return Stream.of(
        arguments("GET", "/nothing", 404),
        arguments("GET", "/api/v2", 404),
        arguments("GET", "/jobs/", 404),
        arguments("GET", "/jobs/x", 404),
        arguments("GET", "/jobs/" + NOBODY, 404),
        arguments("GET", "/jobs/" + NOBODY + ".a", 404),
        arguments("GET", "/jobs/" + NOBODY + ".a/results", 404),
        arguments("GET", "/jobs/" + NOBODY + ".a/errors", 404),
        arguments("GET", "/jobs/" + NOBODY + ".a/events", 404),
        arguments("GET", "/jobs/" + NOBODY + ".a/tasks", 404),
        arguments("GET", "/jobs/" + NOBODY + ".a/tasks/0", 404),
        arguments("GET", "/jobs/" + NOBODY + ".a/nothing", 404),
        arguments("DELETE", "/jobs/" + NOBODY + ".a", 404),
        arguments("GET", "/batches/x", 404),
        arguments("GET", "/batches/" + NOBODY, 404),
        arguments("GET", "/batches/" + NOBODY + "/status", 404),
        arguments("GET", "/batches/" + NOBODY + "/results", 404),
        arguments("GET", "/batches/" + NOBODY + "/events", 404),
        arguments("DELETE", "/batches/" + NOBODY, 404),
        arguments("POST", "/batches/" + NOBODY + "/seal", 404),
        arguments("POST", "/batches/" + NOBODY + "/jobs/a/tasks", 404),
        arguments("PUT", "/jobs", 405),
        arguments("POST", "/workers", 405),
        arguments("DELETE", "/batches", 405),
        arguments("PATCH", "/batches", 405),
        arguments("GET", "/batches/" + NOBODY + "/seal", 405),
        arguments("GET", "/jobs?limit=0", 422),
        arguments("GET", "/jobs?status=odd", 422),
        arguments("GET", "/batches?limit=x", 422),
        arguments("GET", "/batches?cursor=odd", 422));
  }

  @ParameterizedTest
  @MethodSource("places")
  void whatIsNotThereOrNotAllowedIsAProblemToo(String method, String path, int status) {
    var answer = gateway.method(method, path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.type()).startsWith("application/problem+json");
    assertThat(answer.at("/detail").textValue()).isNotEmpty();
    if (status == 405) {
      assertThat(answer.response().headers().firstValue("Allow")).isPresent();
    }
  }

  @Test
  void nonsenseNeverBecomesAFaultOfOurs() {
    long seed = Long.getLong("seed", 42);
    RandomGenerator random = new java.util.SplittableRandom(seed);
    var pieces =
        new String[] {
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\",
          "\"tasks\"",
          "\"operation\"",
          "\"raw\"",
          "null",
          "1e999",
          "-",
          "\u0000",
          "\n",
          "\r",
          "é",
          "\ud83d",
          "custom_id",
          "input",
          "\"after\"",
          "\"jobs\"",
          "true",
          "\"parameters\"",
          "{}",
          "[1]",
          "0.1",
          " "
        };
    var paths = new String[] {"/jobs", "/batches", "/jobs?operation=raw", "/jobs?operation=point"};
    var types = new String[] {JSON, NDJSON, CSV, "text/plain"};
    for (int round = 0; round < 1500; round++) {
      var body = new StringBuilder(round % 3 == 0 ? "{\"operation\":\"raw\",\"tasks\":[" : "");
      for (int left = random.nextInt(20); left > 0; left--) {
        body.append(pieces[random.nextInt(pieces.length)]);
      }
      var path = paths[random.nextInt(paths.length)];
      var type = types[random.nextInt(types.length)];
      var answer = gateway.post(path, type, body.toString());
      assertThat(answer.status())
          .as("%s %s '%s' round %s seed %s: %s", path, type, body, round, seed, answer.text())
          .isBetween(200, 499);
    }
  }
}
