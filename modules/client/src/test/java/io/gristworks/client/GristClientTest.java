package io.gristworks.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GristClientTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final WorkId JOB = new WorkId("b1.scan");

  private final FakeGateway gateway = FakeGateway.start();
  private final GristClient client = GristClient.at(gateway.base());

  @AfterEach
  void close() {
    client.close();
    gateway.close();
  }

  @Test
  void aJobIsSubmittedWithItsOptionsTasksAndKey() throws Exception {
    gateway.on("POST /jobs", Reply.json(201, FakeGateway.job("b1.scan", "queued", 0, 0, 2, 1)));
    var options =
        JobOptions.of("echo")
            .withName("scan")
            .withQueue("fast")
            .withPriority("high")
            .withTimeout(Duration.ofSeconds(2))
            .withParameter("depth", 3)
            .withLabel("team", "north")
            .withIdempotencyKey("k-1");

    var submission = client.submit(options, List.of("a", Map.of("custom_id", "x", "input", 1)));

    assertThat(submission.repeated()).isFalse();
    assertThat(submission.id()).isEqualTo(JOB);
    var request = gateway.only("POST /jobs");
    assertThat(request.header("Idempotency-key")).isEqualTo("k-1");
    assertThat(request.header("Content-type")).isEqualTo("application/json");
    assertThat(JSON.readTree(request.body()))
        .isEqualTo(
            JSON.readTree(
                """
                {"operation":"echo","name":"scan","queue":"fast","priority":"high",
                 "timeout_ms":2000,"parameters":{"depth":3},"labels":{"team":"north"},
                 "tasks":["a",{"custom_id":"x","input":1}]}\
                """));
  }

  @Test
  void aRepeatedSubmissionIsToldFromAFirst() throws Exception {
    gateway.on("POST /jobs", Reply.json(200, FakeGateway.job("b1.scan", "running", 1, 0, 2, 1)));

    assertThat(client.submit(JobOptions.of("echo"), List.of()).repeated()).isTrue();
  }

  @Test
  void aStreamOfTasksGoesAsItIsWithTheOptionsInTheQuery() throws Exception {
    gateway.on("POST /jobs", Reply.json(201, FakeGateway.job("b1.scan", "queued", 0, 0, 2, 1)));
    var lines = "\"a\"\n\"b\"\n".getBytes(StandardCharsets.UTF_8);
    var options = JobOptions.of("echo").withParameter("text", "a & b = ü+");

    client.submit(
        options,
        TaskFormat.NDJSON,
        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(lines)));

    var request = gateway.only("POST /jobs");
    assertThat(request.header("Content-type")).isEqualTo("application/x-ndjson");
    assertThat(request.body()).isEqualTo("\"a\"\n\"b\"\n");
    assertThat(request.query()).isEqualTo("operation=echo&parameters={\"text\":\"a & b = ü+\"}");
  }

  @Test
  void aBatchIsOpenedFilledAndSealed() throws Exception {
    var status = "{\"id\":\"b1\",\"status\":\"created\",\"revision\":1}";
    gateway
        .on("POST /batches", Reply.json(201, status))
        .on("POST /batches/b1/jobs/scan/tasks", Reply.json(200, "{\"accepted\":1}"))
        .on("POST /batches/b1/seal", Reply.json(200, status));

    var batch = client.submitBatch(BodyPublishers.ofString("{\"open\":true}"), Optional.of("k"));
    client.append(batch.id(), "scan", TaskFormat.CSV, BodyPublishers.ofString("symbol\nA\n"));
    var sealed = client.seal(batch.id(), Map.of("scan", 1L));

    assertThat(sealed.state()).isEqualTo(WorkState.CREATED);
    assertThat(gateway.only("POST /batches/b1/jobs/scan/tasks").header("Content-type"))
        .isEqualTo("text/csv");
    assertThat(gateway.only("POST /batches/b1/seal").body()).isEqualTo("{\"tasks\":{\"scan\":1}}");
  }

  @Test
  void aStatusTellsAllThatTheServerSaid() throws Exception {
    gateway.on("GET /jobs/b1.scan/status", Reply.json(200, job("running", 1, 1, 2, 7)));

    var status = client.status(JOB);

    assertThat(status.name()).isEqualTo("scan");
    assertThat(status.operation()).isEqualTo("echo");
    assertThat(status.state()).isEqualTo(WorkState.RUNNING);
    assertThat(status.reason()).isEqualTo("because");
    assertThat(status.counts()).isEqualTo(new WorkStatus.Counts(2, 1, 0, 0, 0, 1, 0));
    assertThat(status.share()).hasValue(0.5);
    assertThat(status.tasksPerSecond()).isEqualTo(12.5);
    assertThat(status.eta()).contains(Duration.ofSeconds(3));
    assertThat(status.took()).contains(Duration.ofSeconds(5));
    assertThat(status.counters()).containsEntry("matches", 7L);
    assertThat(status.errors())
        .containsExactly(new WorkStatus.ErrorGroup("boom", "boom", 2, "3", "it broke"));
    assertThat(status.revision()).isEqualTo(7);
  }

  @Test
  void aBatchTellsWhatItsJobsTell() throws Exception {
    var jobs = "[" + job("running", 1, 1, 2, 7) + "," + job("queued", 0, 0, 2, 7) + "]";
    gateway.on("GET /batches/b1/status", Reply.json(200, "{\"id\":\"b1\",\"jobs\":" + jobs + "}"));

    var status = client.status(new WorkId("b1"));

    assertThat(status.jobs()).extracting(WorkStatus::id).containsExactly(JOB, JOB);
    assertThat(status.counters()).containsEntry("matches", 14L);
    assertThat(status.errors()).hasSize(2);
    assertThat(status.reason()).isEmpty();
  }

  @Test
  void anUnknownEtaIsNoEta() {
    var mapper = new JsonMapper();
    assertThat(new WorkStatus(mapper.createObjectNode().put("eta_seconds", -1)).eta()).isEmpty();
    assertThat(new WorkStatus(mapper.createObjectNode().putNull("eta_seconds")).eta()).isEmpty();
  }

  @Test
  void aRefusalNamesTheFieldsThatAreWrong() {
    gateway.on("POST /jobs", Reply.problem(422, "Invalid job", "one field is wrong"));

    assertThatThrownBy(() -> client.submit(JobOptions.of("echo"), List.of()))
        .isInstanceOfSatisfying(
            RequestRefused.class,
            refused ->
                assertThat(refused.problem())
                    .isEqualTo(
                        new Problem(
                            422,
                            "urn:gristworks:422",
                            "Invalid job",
                            "one field is wrong",
                            List.of(new Problem.FieldError("/tasks/0", "is odd")))))
        .hasMessage("Invalid job: one field is wrong; /tasks/0: is odd (HTTP 422)");
  }

  @Test
  void aRefusalWithoutJsonIsARefusalAllTheSame() {
    gateway.on("GET /workers", Reply.of(502, "text/html", "<h1>Bad gateway</h1>"));

    assertThatThrownBy(client::workers)
        .isInstanceOf(RequestRefused.class)
        .hasMessage("HTTP 502 (HTTP 502)");
  }

  @Test
  void nobodyThereIsSaidSo() {
    gateway.close();

    assertThatThrownBy(() -> client.status(JOB))
        .isInstanceOf(ServerUnreachable.class)
        .hasMessage("no Gristworks server answers at " + gateway.base());
  }

  @Test
  void resultsAreReadLineByLine() throws Exception {
    gateway.on(
        "GET /jobs/b1.scan/results",
        Reply.lines(
            """
            {"task":0,"custom_id":"x","attempt":1,"result":{"n":1},"duration_ms":1.5,"new_word":1}
            {"task":1,"attempt":2,"result":null,"duration_ms":2}
            """));

    try (var outcomes = client.results(JOB)) {
      var rows = outcomes.iterator();
      var first = rows.next();
      assertThat(first.customId()).isEqualTo("x");
      assertThat(first.result()).isEqualTo(JSON.readTree("{\"n\":1}"));
      assertThat(rows.next().attempt()).isEqualTo(2);
      assertThat(rows.hasNext()).isFalse();
    }
    assertThat(gateway.only("GET /jobs/b1.scan/results").query()).isEqualTo("format=ndjson");
  }

  @Test
  void errorsOfABatchNameTheirJob() throws Exception {
    gateway.on(
        "GET /batches/b1/errors",
        Reply.lines(
            "{\"job\":\"scan\",\"task\":4,\"attempt\":3,\"error\":{\"kind\":\"k\",\"message\":\"m\"}}\n"));

    try (var outcomes = client.errors(new WorkId("b1"))) {
      assertThat(outcomes)
          .containsExactly(
              new Outcome("scan", 4, null, 3, null, new Outcome.TaskError("k", "m", null), 0));
    }
  }

  @Test
  void aListIsFilteredAndGoesOn() throws Exception {
    gateway.on(
        "GET /jobs",
        Reply.json(200, "{\"items\":[" + job("queued", 0, 0, 1, 1) + "],\"next_cursor\":\"c2\"}"),
        Reply.json(200, "{\"items\":[],\"next_cursor\":null}"));

    var page = client.jobs(new ListFilter("queued", null, "fast", 1, null));
    var last = client.jobs(new ListFilter(null, null, null, 1, page.nextCursor().orElseThrow()));

    assertThat(page.items()).extracting(WorkStatus::id).containsExactly(JOB);
    assertThat(last.nextCursor()).isEmpty();
    assertThat(gateway.requests())
        .extracting(FakeGateway.Request::query)
        .containsExactly("status=queued&queue=fast&limit=1", "limit=1&cursor=c2");
  }

  @Test
  void cancelIsADelete() throws Exception {
    gateway.on("DELETE /batches/b1", Reply.json(202, "{\"id\":\"b1\",\"status\":\"cancelled\"}"));

    assertThat(client.cancel(new WorkId("b1")).state()).isEqualTo(WorkState.CANCELLED);
  }

  @Test
  void aBaseMayHaveAPathOfItsOwn() throws Exception {
    gateway.on("GET /grist/api/v1/batch/workers", Reply.json(200, "{\"workers\":[]}"));

    try (var behindProxy = GristClient.at(URI.create(gateway.base() + "/grist/"))) {
      assertThat(behindProxy.workers().path("workers").isArray()).isTrue();
    }
  }

  private static String job(String status, int done, int failed, int total, int revision) {
    return FakeGateway.job("b1.scan", status, done, failed, total, revision);
  }
}
