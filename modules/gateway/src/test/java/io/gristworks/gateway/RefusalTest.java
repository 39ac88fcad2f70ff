package io.gristworks.gateway;

import static io.gristworks.gateway.GatewayFixture.CSV;
import static io.gristworks.gateway.GatewayFixture.JSON;
import static io.gristworks.gateway.GatewayFixture.NDJSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.gristworks.gateway.submit.Limits;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RefusalTest {
  private static final Limits SMALL =
      new Limits(
          4_000_000,
          4_000_000,
          5_000_000,
          1 << 20,
          64 << 10,
          1000,
          1000,
          Duration.ofMinutes(1),
          Duration.ofSeconds(10));

  private GatewayFixture gateway;

  @BeforeAll
  void start() {
    gateway =
        new GatewayFixture(
            new GatewaySettings(
                "127.0.0.1", 0, Duration.ofSeconds(20), Duration.ofSeconds(1), SMALL));
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  static Stream<Arguments> jobs() {
    var big = "\"" + "x".repeat(1 << 20) + "\"";
    return Stream.of(
        arguments("{\"tasks\":[1]}", 422, "/operation", "is missing; known are count, point"),
        arguments("{\"operation\":\"x\",\"tasks\":[1]}", 422, "/operation", "'x' is unknown"),
        arguments("{\"operation\":7,\"tasks\":[1]}", 422, "/operation", "must be a string"),
        arguments("{\"operation\":\"raw\"}", 422, "/tasks", "at least one task"),
        arguments("{\"operation\":\"raw\",\"tasks\":[ ]}", 422, "/tasks", "is empty"),
        arguments("{\"operation\":\"raw\",\"tasks\":{}}", 422, "/tasks", "must be an array"),
        arguments(job("\"data\":[1]"), 422, "/data", "given beside tasks"),
        arguments(job("\"colour\":1"), 422, "/colour", "unknown field colour; known are"),
        arguments(job("\"after\":[]"), 422, "/after", "unknown field after"),
        arguments(job("\"symbols\":[1]"), 422, "/symbols", "unknown field symbols"),
        arguments(job("\"name\":\"a b\""), 422, "/name", "was 'a b'"),
        arguments(job("\"name\":\"" + "n".repeat(65) + "\""), 422, "/name", "1 to 64"),
        arguments(job("\"queue\":\"ü\""), 422, "/queue", "1 to 64"),
        arguments(
            job("\"priority\":\"urgent\""),
            422,
            "/priority",
            "[low, normal, high, critical], was 'urgent'"),
        arguments(job("\"timeout_ms\":0"), 422, "/timeout_ms", "1 to 86400000, was 0"),
        arguments(job("\"timeoutMs\":86400001"), 422, "/timeout_ms", "was 86400001"),
        arguments(job("\"timeout_ms\":1.5"), 422, "/timeout_ms", "whole number"),
        arguments(job("\"timeout_ms\":\"5\""), 422, "/timeout_ms", "whole number"),
        arguments(job("\"batch_size\":10001"), 422, "/batch_size", "1 to 10000, was 10001"),
        arguments(job("\"retry\":{\"max_attempts\":101}"), 422, "/retry/max_attempts", "1 to 100"),
        arguments(job("\"retry\":{\"tries\":1}"), 422, "/retry/tries", "unknown field"),
        arguments(job("\"retry\":7"), 422, "/retry", "must be a JSON object"),
        arguments(
            job("\"retry\":{\"backoff_ms\":9,\"max_backoff_ms\":8}"),
            422,
            "/retry/max_backoff_ms",
            "at least backoff_ms, 9"),
        arguments(job("\"tasks_from\":\"a\""), 422, "/tasks_from", "unknown field tasks_from"),
        arguments(job("\"timeout\":\"1 s\""), 422, "/timeout", "such as \"500ms\""),
        arguments(job("\"timeout\":\"2d\""), 422, "/timeout", "1 ms to 86400000 ms"),
        arguments(job("\"timeout\":\"1s\",\"timeout_ms\":5"), 422, "/timeout", "beside"),
        arguments(job("\"timeout_total\":7"), 422, "/timeout_total", "must be a string"),
        arguments(job("\"retry\":{\"retry_on\":[\"\"]}"), 422, "/retry/retry_on/0", "1 to 200"),
        arguments(
            job("\"retry\":{\"restarts_per_second\":-1}"),
            422,
            "/retry/restarts_per_second",
            "was -1"),
        arguments(job("\"max_failures\":-1"), 422, "/max_failures", "\"5%\", was -1"),
        arguments(job("\"max_failures\":\"101%\""), 422, "/max_failures", "was \"101%\""),
        arguments(job("\"max_failures\":1,\"then\":\"stop\""), 422, "/then", "[pause, cancel]"),
        arguments(job("\"then\":\"pause\""), 422, "/then", "max_failures, which is missing"),
        arguments(
            job("\"max_failures\":1,\"continue_on_failure\":false"),
            422,
            "/max_failures",
            "beside"),
        arguments(job("\"continue_on_failure\":1"), 422, "/continue_on_failure", "true or false"),
        arguments(job("\"crash_budget\":101"), 422, "/crash_budget", "0 to 100"),
        arguments(job("\"limits\":{\"per_second\":\"1\"}"), 422, "/limits/per_second", "number"),
        arguments(
            job("\"limits\":{\"per_second\":1e999}"),
            422,
            "/limits/per_second",
            "0 for no limit, or 0.00001 to 1000000000, was 1e999"),
        arguments(
            job("\"limits\":{\"per_second\":1e-300}"), 422, "/limits/per_second", "was 1e-300"),
        arguments(job("\"limits\":{\"per_second\":NaN}"), 400, "", "NaN"),
        arguments(
            job("\"limits\":{\"max_concurrent\":1e999}"),
            422,
            "/limits/max_concurrent",
            "1000000000"),
        arguments(
            job("\"limits\":{\"per_second\":" + "1".repeat(2_000) + "}"), 400, "", "malformed"),
        arguments(
            job("\"retry\":{\"restarts_per_second\":1e999}"),
            422,
            "/retry/restarts_per_second",
            "was 1e999"),
        arguments(
            job("\"retry\":{\"restarts_per_second\":1e-300}"),
            422,
            "/retry/restarts_per_second",
            "was 1e-300"),
        arguments(job("\"max_failures\":1e999"), 422, "/max_failures", "whole number"),
        arguments(job("\"timeout_ms\":1e999"), 422, "/timeout_ms", "1 to 86400000"),
        arguments(job("\"crash_budget\":1e999"), 422, "/crash_budget", "0 to 100"),
        arguments(job("\"limits\":{\"most\":1}"), 422, "/limits/most", "unknown field most"),
        arguments(job("\"start_at\":\"tomorrow\""), 422, "/start_at", "with its offset"),
        arguments(job("\"start_at\":\"9999-12-31T00:00:00Z\""), 422, "/start_at", "before 2100"),
        arguments(
            job("\"deadline\":\"+999999999-12-31T00:00:00Z\""), 422, "/deadline", "before 2100"),
        arguments(job("\"timeout_total\":\"366d\""), 422, "/timeout_total", "was '366d'"),
        arguments(
            job("\"timeout_total\":\"" + "999999999d".repeat(2_000) + "\""),
            422,
            "/timeout_total",
            "1 ms to 31536000000 ms"),
        arguments(
            job("\"start_at\":\"2026-01-02T00:00:00Z\",\"deadline\":\"2026-01-01T00:00:00Z\""),
            422,
            "/deadline",
            "must be after start_at"),
        arguments(job("\"after_batches\":[\"x\"]"), 422, "/after_batches/0", "is no batch"),
        arguments(
            job("\"after_batches\":[{\"batch\":\"b0123456789abcdefghij\"}]"),
            422,
            "/after_batches/0",
            "there is no batch b0123456789abcdefghij"),
        arguments(job("\"parameters\":[]"), 422, "/parameters", "must be an object"),
        arguments(job("\"parameters\":{\"a\":1}"), 422, "/parameters/a", "unknown field a"),
        arguments(
            job("\"parameters\":{\"a\":\"" + "x".repeat(70_000) + "\"}"),
            422,
            "/parameters",
            "the limit is 65536"),
        arguments(job("\"labels\":{\"a\":1}"), 422, "/labels/a", "must be a string"),
        arguments(job("\"labels\":7"), 422, "/labels", "must be an object"),
        arguments(job("\"labels\":{\"a\":\"\\ud800\"}"), 422, "/labels", "half of a surrogate"),
        arguments(job("\"batch_name\":\"" + "n".repeat(201) + "\""), 422, "/batch_name", "200"),
        arguments(job("\"name\":\"a\",\"name\":\"b\""), 422, "/name", "given twice"),
        arguments(
            "{\"operation\":\"scan\",\"symbols\":[\"A\"],"
                + "\"parameters\":{\"formula\":\"clse\",\"min_volume\":1}}",
            422,
            "/parameters/formula",
            "column 3"),
        arguments(
            "{\"operation\":\"point\",\"tasks\":[{\"name\":\"a\",\"x\":1,\"y\":2},{\"name\":\"a\",\"x\":1,\"y\":2,\"z\":1}]}",
            422,
            "/tasks/1/z",
            "task 1: unknown field z"),
        arguments(
            "{\"operation\":\"point\",\"tasks\":[{\"custom_id\":\"i\",\"input\":{\"x\":\"q\"}}]}",
            422,
            "/tasks/0/input/x",
            "task 0:"),
        arguments(
            "{\"operation\":\"raw\",\"tasks\":[{\"custom_id\":\"\",\"input\":1}]}",
            422,
            "/tasks/0/custom_id",
            "1 to 256"),
        arguments("{\"operation\":\"raw\",\"tasks\":[" + big + "]}", 422, "/tasks/0", "1048576"),
        arguments(
            "{\"operation\":\"raw\",\"tasks\":[" + "1,".repeat(1000) + "1]}",
            422,
            "/tasks",
            "the limit of 1000"),
        arguments("{\"operation\":\n \"raw\",,}", 400, "", "line 2, column 8"),
        arguments("", 400, "", "empty"),
        arguments("{} {}", 400, "", "more follows"),
        arguments("[1]", 422, "", "must be a JSON object"),
        arguments("{\"a\":" + "[".repeat(2000), 400, "", "malformed JSON"));
  }

  private static String job(String more) {
    return "{\"operation\":\"raw\",\"tasks\":[1]," + more + "}";
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void aJobThatIsNotInOrderIsRefusedWithTheReason(
      String body, int status, String pointer, String part) {
    check(gateway.post("/jobs", JSON, body), status, pointer, part);
  }

  private static void check(GatewayFixture.Answer answer, int status, String pointer, String part) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.type()).startsWith("application/problem+json");
    assertThat(answer.at("/status").intValue()).isEqualTo(status);
    assertThat(answer.at("/title").textValue()).isNotEmpty();
    assertThat(answer.at("/type").textValue()).startsWith("urn:gristworks:problem:");
    assertThat(answer.at("/errors/0/pointer").textValue()).isEqualTo(pointer);
    assertThat(answer.at("/errors/0/detail").textValue()).contains(part);
    assertThat(answer.at("/detail").textValue()).contains(part);
  }

  static Stream<Arguments> batches() {
    return Stream.of(
        arguments("{}", "/jobs", "at least one job"),
        arguments("{\"jobs\":[]}", "/jobs", "1 to 1000, were 0"),
        arguments("{\"jobs\":{}}", "/jobs", "must be an array"),
        arguments("{\"jobs\":[7]}", "/jobs/0", "must be a JSON object"),
        arguments("{\"jobs\":[" + step("a", "") + "],\"x\":1}", "/x", "unknown field"),
        arguments(
            "{\"jobs\":[" + step("a", "") + "],\"open\":1}", "/open", "must be true or false"),
        arguments(
            "{\"jobs\":[" + step("a", "") + "," + step("a", "") + "]}",
            "/jobs/1/name",
            "as is job 0"),
        arguments("{\"jobs\":[" + step("a", "\"z\"") + "]}", "/jobs/0/after/0", "no job 'z'"),
        arguments(
            "{\"jobs\":[" + step("a", "{\"job\":\"z\"}") + "]}", "/jobs/0/after/0", "no job 'z'"),
        arguments(
            "{\"jobs\":[" + step("a", "{\"job\":\"a\",\"condition\":\"done\"}") + "]}",
            "/jobs/0/after/0/condition",
            "succeeded, completed or failed, was 'done'"),
        arguments(
            "{\"jobs\":[" + step("a", "{\"job\":\"a\",\"x\":1}") + "]}",
            "/jobs/0/after/0/x",
            "unknown field"),
        arguments(
            "{\"jobs\":[" + step("a", "\"a\",\"a\"") + "]}", "/jobs/0/after/1", "named twice"),
        arguments(
            "{\"jobs\":[" + derived("\"tasks_from\":\"z\"") + "]}",
            "/jobs/0/tasks_from",
            "no job 'z'"),
        arguments(
            "{\"jobs\":[" + derived("\"tasks_from\":{\"job\":\"d\",\"mode\":\"x\"}") + "]}",
            "/jobs/0/tasks_from/mode",
            "[stream, collect]"),
        arguments(
            "{\"jobs\":[" + derived("\"tasks_from\":\"d\",\"tasks\":[1]") + "]}",
            "/jobs/0/tasks",
            "the tasks come from other jobs"),
        arguments("{\"jobs\":[" + derived("\"reduce\":true") + "]}", "/jobs/0/reduce", "after"),
        arguments(
            "{\"jobs\":["
                + step("a", "")
                + ",{\"name\":\"b\",\"operation\":\"raw\",\"reduce\":true,"
                + "\"after\":[\"a\"]}]}",
            "/jobs/1/reduce",
            "takes tasks of its own"),
        arguments(
            "{\"jobs\":[{\"name\":\"b\",\"operation\":\"sum\",\"tasks\":[1]}]}",
            "/jobs/0/operation",
            "reduces the results of other jobs"),
        arguments("{\"jobs\":[" + derived("\"tasks_from\":\"d\"") + "]}", "/jobs", "d -> d"),
        arguments("{\"jobs\":[" + step("a", "7") + "]}", "/jobs/0/after/0", "must be a name or"),
        arguments(
            "{\"jobs\":[" + step("a", "\"b\"") + "," + step("b", "\"a\"") + "]}",
            "/jobs",
            "a -> b -> a"),
        arguments(
            "{\"jobs\":[{\"name\":\"a\",\"operation\":\"raw\"}]}", "/jobs/0/tasks", "is missing"),
        arguments(
            "{\"jobs\":["
                + step("a", "")
                + ",{\"name\":\"b\",\"operation\":\"count\","
                + "\"tasks\":[\"q\"]}]}",
            "/jobs/1/tasks/0",
            "task 0:"));
  }

  private static String derived(String more) {
    return "{\"name\":\"d\",\"operation\":\"raw\"," + more + "}";
  }

  private static String step(String name, String after) {
    return "{\"name\":\""
        + name
        + "\",\"operation\":\"raw\",\"tasks\":[1],\"after\":["
        + after
        + "]}";
  }

  @ParameterizedTest
  @MethodSource("batches")
  void aBatchThatIsNotInOrderIsRefusedWithTheReason(String body, String pointer, String part) {
    check(gateway.post("/batches", JSON, body), 422, pointer, part);
  }

  static Stream<Arguments> streams() {
    var point = "{\"name\":\"a\",\"x\":1,\"y\":2}\n";
    return Stream.of(
        arguments("?operation=raw", NDJSON, "1\n\n{\"a\":\n", 422, "/tasks/1", "line 3: "),
        arguments("?operation=raw", NDJSON, "", 422, "/tasks", "no tasks"),
        arguments("?operation=raw", NDJSON, "\n \n", 422, "/tasks", "no tasks"),
        arguments("?operation=raw", NDJSON, "1 2\n", 422, "/tasks/0", "line 1: "),
        arguments(
            "?operation=point",
            NDJSON,
            point.repeat(16) + "{\"x\":[]}",
            422,
            "/tasks/16/x",
            "line 17: "),
        arguments("?operation=raw", NDJSON, "1\n".repeat(1001), 422, "/tasks", "limit of 1000"),
        arguments("?operation=raw", NDJSON, "1".repeat(1_100_000), 422, "/tasks/0", "1048576"),
        arguments("?operation=nope", NDJSON, "1", 422, "/operation", "'nope' is unknown"),
        arguments("", NDJSON, "1", 422, "/operation", "is missing"),
        arguments("?operation=raw&tasks=1", NDJSON, "1", 422, "/tasks", "unknown field"),
        arguments("?operation=raw&timeout_ms=x", NDJSON, "1", 422, "/timeout_ms", "was \"x\""),
        arguments("?operation=raw&parameters=%7B", NDJSON, "1", 422, "/parameters", "is not JSON"),
        arguments("?operation=raw&max_attempts=0", NDJSON, "1", 422, "/retry/max_attempts", "100"),
        arguments("?operation=raw", CSV, "", 422, "/tasks", "no tasks"),
        arguments("?operation=raw", CSV, "a,b\n", 422, "/tasks", "no tasks"),
        arguments("?operation=raw", CSV, "a,a\n1,2\n", 422, "", "a name of its own"),
        arguments("?operation=raw", CSV, "a,b\n1,2\n3\n", 422, "/tasks/1", "line 3: has 1 columns"),
        arguments("?operation=raw", CSV, "a,b\n\"1,2\n", 400, "", "CSV"),
        arguments("?operation=count", CSV, "input\n5\n", 422, "/tasks/0", "types=input:number"),
        arguments("?operation=raw&types=a:int", CSV, "a\n1\n", 422, "/types", "was 'a:int'"),
        arguments("?operation=raw&types=b:number", CSV, "a\n1\n", 422, "/types", "are [a]"),
        arguments("?operation=raw&types=a:number", NDJSON, "1", 422, "/types", "text/csv"),
        arguments(
            "?operation=raw&types=a:number,b:boolean",
            CSV,
            "a,b\n1,true\n01,false\n",
            422,
            "/tasks/1/a",
            "line 3: column a is no number: '01'"));
  }

  @ParameterizedTest
  @MethodSource("streams")
  void aStreamThatIsNotInOrderIsRefusedWithItsLine(
      String query, String type, String body, int status, String pointer, String part) {
    check(gateway.post("/jobs" + query, type, body), status, pointer, part);
    org.awaitility.Awaitility.await()
        .until(() -> gateway.store.uploads.size() == gateway.store.adopted.size());
  }

  @Test
  void everythingWrongWithAJobIsToldAtOnce() {
    var answer =
        gateway.post("/jobs", JSON, "{\"operation\":\"x\",\"queue\":\"!\",\"timeout_ms\":0}");
    assertThat(answer.at("/errors").findValuesAsText("pointer"))
        .containsExactlyInAnyOrder("/operation", "/queue", "/timeout_ms", "/tasks");
  }

  @Test
  void aBodyThatBreaksOffIsToldInWordsOfTheBodyAlone() {
    var answer = gateway.post("/jobs", JSON, "{");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/detail").textValue())
        .startsWith("malformed JSON at line 1")
        .doesNotContain("Source", "Feature");
  }

  @Test
  void bodiesThatAreTooLargeAreRefusedWithTheLimit() {
    var inline = gateway.post("/jobs", JSON, " ".repeat(4_000_001));
    assertThat(inline.status()).isEqualTo(413);
    assertThat(inline.at("/detail").textValue()).contains("4000000");
    var streamed = gateway.post("/jobs?operation=raw", NDJSON, "1\n".repeat(2_600_000));
    assertThat(streamed.status()).isEqualTo(413);
    assertThat(streamed.at("/detail").textValue()).contains("5000000");
    var far = gateway.post("/jobs", JSON, " ".repeat(30_000_000));
    assertThat(far.status()).isEqualTo(413);
  }

  @Test
  void typesAndEncodingsThatAreNotSpokenAreNamed() {
    var xml = gateway.post("/jobs", "application/xml", "<a/>");
    assertThat(xml.status()).isEqualTo(415);
    assertThat(xml.at("/detail").textValue()).contains("application/xml").contains("x-ndjson");
    assertThat(gateway.post("/batches", NDJSON, "1").status()).isEqualTo(415);
    var zipped = gateway.post("/jobs", JSON, "x", "Content-Encoding", "gzip");
    assertThat(zipped.status()).isEqualTo(415);
    assertThat(zipped.at("/detail").textValue()).contains("gzip");
  }

  @Test
  void whatIsNoHttpIsToldAsAProblemToo() throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("GET /" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: a\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer)
          .startsWith("HTTP/1.1 414 ")
          .contains("Content-Type: application/problem+json")
          .contains("\"type\":\"urn:gristworks:problem:malformed-request\"");
    }
  }

  @Test
  void keysAreBounded() {
    var answer = gateway.post("/jobs", JSON, "{}", "Idempotency-Key", "k".repeat(256));
    check(answer, 422, "/idempotency_key", "1 to 255");
  }
}
