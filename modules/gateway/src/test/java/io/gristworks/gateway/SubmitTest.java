package io.gristworks.gateway;

import static io.gristworks.gateway.GatewayFixture.CSV;
import static io.gristworks.gateway.GatewayFixture.JSON;
import static io.gristworks.gateway.GatewayFixture.NDJSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gristworks.core.batch.Priority;
import io.gristworks.store.segment.SegmentStore.StoreUnavailable;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SubmitTest {
  private GatewayFixture gateway;

  @BeforeAll
  void start() {
    gateway = new GatewayFixture();
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  @Test
  void aJobSubmittedInJsonIsStoredAsItWasSent() {
    var answer =
        gateway.post(
            "/jobs",
            JSON,
            """
            {"operation":"raw","name":"first","queue":"q1","priority":"high","batch_name":"all",
             "parameters":{}, "labels":{"team":"a"}, "timeout_ms":5000, "batch_size":3,
             "retry":{"max_attempts":5,"backoff_ms":10},
             "tasks":[1, "two", {"a": [3]}, {"custom_id":"x","input":{"b":4}}, null, -1.5e3]}
            """);
    assertThat(answer.status()).isEqualTo(201);
    var batch = answer.at("/batch").textValue();
    assertThat(answer.at("/id").textValue()).isEqualTo(batch + ".first");
    assertThat(answer.response().headers().firstValue("Location"))
        .contains("/api/v1/batch/jobs/" + batch + ".first");
    assertThat(answer.at("/links/results").textValue()).endsWith("/results");
    assertThat(answer.at("/counts/total").intValue()).isEqualTo(6);
    assertThat(gateway.inputs(batch))
        .containsExactly("1", "\"two\"", "{\"a\": [3]}", "x={\"b\":4}", "null", "-1.5e3");
    var spec = gateway.cluster.entry(batch).spec;
    var job = spec.jobs().getFirst();
    assertThat(spec.name()).isEqualTo("all");
    assertThat(spec.labels()).containsEntry("team", "a");
    assertThat(job.priority()).isEqualTo(Priority.HIGH);
    assertThat(job.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(job.batchSize()).isEqualTo(3);
    assertThat(job.retry().maxAttempts()).isEqualTo(5);
    await().until(() -> gateway.store.adopted.containsAll(gateway.store.uploads.keySet()));
  }

  @Test
  void fieldsMayComeInAnyOrderAndInCamelCase() {
    var answer =
        gateway.post(
            "/jobs",
            JSON,
            "{\"symbols\":[\"A\",\"B\"],\"timeoutMs\":7,"
                + "\"parameters\":{\"formula\":\"close\",\"min_volume\":1},\"operation\":\"scan\"}");
    assertThat(answer.status()).isEqualTo(201);
    var batch = answer.at("/batch").textValue();
    assertThat(gateway.inputs(batch)).containsExactly("\"A\"", "\"B\"");
    var job = gateway.cluster.entry(batch).spec.jobs().getFirst();
    assertThat(job.timeout()).isEqualTo(Duration.ofMillis(7));
    assertThat(job.name()).isEqualTo("scan");
  }

  @Test
  void anEnvelopeHasExactlyTwoFields() {
    var answer =
        gateway.post(
            "/jobs?operation=raw",
            NDJSON,
            """
            {"input": [1, {"x":"}"}] , "custom_id":"ä\\u0041"}
            {"custom_id":"a","input":1,"more":2}
            {"custom_id":7,"input":1}
             {"customId" : "b" , "input" : "c" }\s
            {"input":1}
            """);
    assertThat(answer.status()).isEqualTo(201);
    assertThat(gateway.inputs(answer.at("/batch").textValue()))
        .containsExactly(
            "äA=[1, {\"x\":\"}\"}]",
            "{\"custom_id\":\"a\",\"input\":1,\"more\":2}",
            "{\"custom_id\":7,\"input\":1}",
            "b=\"c\"",
            "{\"input\":1}");
  }

  @Test
  void linesEndInAnyWayAndBlankOnesAreNone() {
    var answer =
        gateway.post(
            "/api/batch/jobs?operation=raw&name=n&queue=q&priority=low&timeout_ms=9&batch_size=2"
                + "&max_attempts=4&parameters=%7B%7D",
            "application/jsonl", "\ufeff1\r\n\r\n  \n 2 \n\"last\"");
    assertThat(answer.status()).isEqualTo(201);
    var batch = answer.at("/batch").textValue();
    assertThat(gateway.inputs(batch)).containsExactly("1", "2", "\"last\"");
    assertThat(gateway.cluster.entry(batch).spec.jobs().getFirst().retry().maxAttempts())
        .isEqualTo(4);
  }

  @Test
  void rowsOfCsvBecomeObjectsOrPlainText() {
    var rows =
        gateway.post(
            "/jobs?operation=raw",
            "text/csv; charset=utf-8",
            "name,custom_id,x\n\"a \"\"b\"\"\nc\",id1,1\n\nd,,2\n");
    assertThat(gateway.inputs(rows.at("/batch").textValue()))
        .containsExactly(
            "id1={\"name\":\"a \\\"b\\\"\\nc\",\"x\":\"1\"}", "{\"name\":\"d\",\"x\":\"2\"}");
    var inputs = gateway.post("/jobs?operation=raw", CSV, "input\na\nb");
    assertThat(gateway.inputs(inputs.at("/batch").textValue())).containsExactly("\"a\"", "\"b\"");
    var text =
        gateway.post(
            "/jobs?operation=scan&parameters=%7B%22formula%22:%22close%22,%22min_volume%22:1%7D",
            CSV, "custom_id,ticker\n1,A\n");
    assertThat(gateway.inputs(text.at("/batch").textValue())).containsExactly("1=\"A\"");
  }

  @Test
  void cellsOfCsvAreWhatTheQuerySaysTheyAre() {
    var rows =
        gateway.post(
            "/jobs?operation=raw&types=x:number,on:boolean,s:text",
            CSV,
            "s,x,on\n1,1e3,true\n2,,\n");
    assertThat(gateway.inputs(rows.at("/batch").textValue()))
        .containsExactly(
            "{\"s\":\"1\",\"x\":1e3,\"on\":true}", "{\"s\":\"2\",\"x\":null,\"on\":null}");
    var counts =
        gateway.post(
            "/jobs?operation=count&types=input:number", CSV, "custom_id,input\na,7\nb,-8\n");
    assertThat(gateway.inputs(counts.at("/batch").textValue())).containsExactly("a=7", "b=-8");
  }

  @Test
  void aRepeatedSubmissionMeetsTheFirst() {
    var body = "{\"operation\":\"raw\",\"tasks\":[1,2]}";
    var reordered = "{\"tasks\":[1,2],\n\"operation\":\"raw\"}";
    var first = gateway.post("/jobs", JSON, body, "Idempotency-Key", "k1");
    var again = gateway.post("/jobs", JSON, reordered, "Idempotency-Key", "k1");
    var other =
        gateway.post(
            "/jobs", JSON, "{\"operation\":\"raw\",\"tasks\":[1,3]}", "Idempotency-Key", "k1");
    assertThat(first.status()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.at("/id")).isEqualTo(first.at("/id"));
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.text()).contains("Idempotency-Key").contains(first.at("/batch").textValue());
    await()
        .untilAsserted(
            () -> assertThat(gateway.store.adopted).containsAll(gateway.store.uploads.keySet()));
  }

  @Test
  void nothingIsLeftOfABodyThatIsCut() throws IOException {
    int before = gateway.cluster.submissions;
    var line = "{\"n\":\"" + "x".repeat(1000) + "\"}\n";
    try (var socket = new Socket(java.net.InetAddress.getLoopbackAddress(), gateway.port())) {
      var out = socket.getOutputStream();
      out.write(
          ("POST /api/v1/batch/jobs?operation=raw HTTP/1.1\r\nHost: x\r\n"
                  + "Content-Type: application/x-ndjson\r\nContent-Length: 100000000\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      for (int sent = 0; sent < 5_000; sent++) {
        out.write(line.getBytes(StandardCharsets.US_ASCII));
      }
      out.flush();
      await().until(() -> gateway.store.uploads.size() > gateway.store.adopted.size());
    }
    await().until(() -> gateway.store.uploads.size() == gateway.store.adopted.size());
    assertThat(gateway.cluster.submissions).isEqualTo(before);
  }

  @Test
  void aLargeUploadKeepsFewSegmentsInFlight() {
    int lines = 200_000;
    var body = new StringBuilder();
    for (int line = 0; line < lines; line++) {
      body.append("{\"number\":").append(line).append(",\"text\":\"").append("y".repeat(60));
      body.append("\"}\n");
    }
    var writes = new AtomicInteger();
    gateway.store.beforeEachWrite = writes::incrementAndGet;
    var answer = gateway.post("/jobs?operation=raw", NDJSON, body.toString());
    gateway.store.beforeEachWrite = () -> {};
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.at("/counts/total").intValue()).isEqualTo(lines);
    assertThat(gateway.store.mostSegmentsBeingWritten.get()).isBetween(1, 16);
    assertThat(writes.get()).isGreaterThan(5);
    var inputs = gateway.inputs(answer.at("/batch").textValue());
    assertThat(inputs).hasSize(lines);
    assertThat(inputs.get(123_456)).startsWith("{\"number\":123456,");
  }

  @Test
  void aBatchOfSeveralJobsIsAcceptedAsOne() {
    var answer =
        gateway.post(
            "/batches",
            JSON,
            """
            {"name":"night","labels":{"a":"b"},"jobs":[
              {"name":"load","operation":"raw","tasks":[1,2]},
              {"name":"count","operation":"count","after":["load"],"data":[3]}]}
            """);
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.at("/jobs/1/after/0").textValue()).isEqualTo("load");
    assertThat(answer.at("/counts/total").intValue()).isEqualTo(3);
    assertThat(answer.at("/progress/percent").intValue()).isZero();
    var entry = gateway.cluster.entry(answer.at("/id").textValue());
    assertThat(gateway.store.texts(entry.inputs.get(1))).containsExactly("3");
  }

  @Test
  void theKeyOfAnAppendHoldsForOneJobAndOneContent() {
    var open =
        gateway.post(
            "/batches",
            JSON,
            """
            {"open":true,"jobs":[
              {"name":"a","operation":"raw"},{"name":"b","operation":"raw"}]}
            """);
    var jobs = "/batches/" + open.at("/id").textValue() + "/jobs/";
    assertThat(gateway.post(jobs + "a/tasks", NDJSON, "1\n2", "Idempotency-Key", "c1").status())
        .isEqualTo(200);
    var other = gateway.post(jobs + "b/tasks", NDJSON, "1\n2", "Idempotency-Key", "c1");
    assertThat(other.status()).isEqualTo(200);
    assertThat(other.at("/counts/total").asInt()).as("for job b they are new").isEqualTo(4);
    for (var same : List.of("{\"tasks\":[1,2]}", "{\"data\" : [ 1 , 2 ]}")) {
      var again = gateway.post(jobs + "a/tasks", JSON, same, "Idempotency-Key", "c1");
      assertThat(again.status()).as("the same tasks, as JSON").isEqualTo(200);
      assertThat(again.at("/counts/total").asInt()).isEqualTo(4);
    }
    for (var wrong : List.of("1\n3", "1", "1\n2\n3", "{\"custom_id\":\"x\",\"input\":1}\n2")) {
      var refused = gateway.post(jobs + "a/tasks", NDJSON, wrong, "Idempotency-Key", "c1");
      assertThat(refused.status()).as(wrong).isEqualTo(422);
      assertThat(refused.at("/type").textValue()).endsWith("key-used-otherwise");
      assertThat(refused.at("/detail").textValue())
          .contains("c1", "brought other tasks to job a before");
    }
    var csv = gateway.post(jobs + "b/tasks", CSV, "input\n5", "Idempotency-Key", "c1");
    assertThat(csv.status()).isEqualTo(422);
  }

  @Test
  void aJobThatIsAddedAgainWithOtherTasksIsRefused() {
    var open =
        gateway.post(
            "/batches", JSON, "{\"open\":true,\"jobs\":[{\"name\":\"a\",\"operation\":\"raw\"}]}");
    var jobs = "/batches/" + open.at("/id").textValue() + "/jobs";
    var job = "{\"name\":\"b\",\"operation\":\"raw\",\"tasks\":[1,2]}";
    assertThat(gateway.post(jobs, JSON, job).status()).isEqualTo(201);
    assertThat(gateway.post(jobs, JSON, job).status()).isEqualTo(200);
    var other = gateway.post(jobs, JSON, job.replace("2]", "3]"));
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.at("/detail").textValue()).contains("other tasks to job b");
  }

  @Test
  void anOpenBatchTakesTasksUntilItIsSealed() {
    var open =
        gateway.post(
            "/batches", JSON, "{\"open\":true,\"jobs\":[{\"name\":\"a\",\"operation\":\"raw\"}]}");
    var id = open.at("/id").textValue();
    var tasks = "/batches/" + id + "/jobs/a/tasks";
    assertThat(open.status()).isEqualTo(201);
    assertThat(gateway.post(tasks, NDJSON, "1\n2", "Idempotency-Key", "p1").status())
        .isEqualTo(200);
    assertThat(
            gateway
                .post(tasks, NDJSON, "1\n2", "Idempotency-Key", "p1")
                .at("/counts/total")
                .asInt())
        .isEqualTo(2);
    assertThat(gateway.post(tasks, JSON, "{\"tasks\":[3]}").at("/counts/total").asInt())
        .isEqualTo(3);
    assertThat(gateway.post(tasks, CSV, "input\nfour").at("/counts/total").asInt()).isEqualTo(4);
    assertThat(gateway.inputs(id)).containsExactly("1", "2", "3", "\"four\"");
    var wrong = gateway.post("/batches/" + id + "/seal", JSON, "{\"tasks\":{\"a\":5}}");
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.at("/errors/0/pointer").textValue()).isEqualTo("/tasks/a");
    assertThat(gateway.post("/batches/" + id + "/seal", JSON, "{\"tasks\":{\"a\":4}}").status())
        .isEqualTo(200);
    assertThat(gateway.method("POST", "/batches/" + id + "/seal").status()).isEqualTo(200);
    assertThat(gateway.post(tasks, NDJSON, "9").status()).isEqualTo(409);
  }

  @Test
  void whoeverDoesNotAnswerIsAskedAgainLater() {
    gateway.cluster.silent = true;
    var answer = gateway.post("/jobs", JSON, "{\"operation\":\"raw\",\"tasks\":[1]}");
    gateway.cluster.silent = false;
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.type()).startsWith("application/problem+json");
    assertThat(answer.response().headers().firstValue("Retry-After")).isPresent();
    var left =
        gateway.store.uploads.keySet().stream()
            .filter(upload -> !gateway.store.adopted.contains(upload))
            .toList();
    assertThat(left).hasSize(1); // the sweep decides
    gateway.store.deleteUpload(left.getFirst());
  }

  @Test
  void aStoreThatIsDownIsAMatterOfTime() {
    gateway.store.beforeEachWrite =
        () -> {
          throw new StoreUnavailable("down", new IOException("refused"));
        };
    var answer = gateway.post("/jobs", JSON, "{\"operation\":\"raw\",\"tasks\":[1]}");
    gateway.store.beforeEachWrite = () -> {};
    assertThat(answer.status()).isEqualTo(503);
    await().until(() -> gateway.store.uploads.size() == gateway.store.adopted.size());
  }

  @Test
  void aBodyWithoutLengthIsReadToItsEnd() {
    var lines = "1\n".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
    var answer =
        gateway.send(
            HttpRequest.newBuilder(gateway.uri("/jobs?operation=raw"))
                .header("Content-Type", NDJSON)
                .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(lines))));
    assertThat(answer.at("/counts/total").intValue()).isEqualTo(100_000);
  }
}
