package io.gristworks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gristworks.client.FakeGateway;
import io.gristworks.client.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleCommandTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String NIGHTLY =
      """
      {"id":"s0","name":"nightly","cron":"0 2 * * *","zone":"UTC","misfire":"once",\
      "overlap":"skip","paused":%s,"next_due":"2026-03-01T02:00:00Z",\
      "skipped":{"count":3,"last_due":"2026-02-01T02:00:00Z","reason":"overlap"},\
      "job":{"operation":"echo"},"bytes":1234,"runs":[{"due_at":"2026-02-28T02:00:00Z",\
      "by":"cron","missed":2,"state":"submitted","batch":"b1","status":"completed",\
      "counts":{"total":2500,"succeeded":2499,"failed":1}}]}\
      """;

  @TempDir private Path home = Path.of("");
  private final FakeGateway gateway = FakeGateway.start();

  @BeforeEach
  void script() {
    var active = Reply.json(200, NIGHTLY.formatted("false"));
    gateway
        .on("POST /schedules", Reply.json(201, NIGHTLY.formatted("false")))
        .on(
            "GET /schedules",
            Reply.json(
                200,
                "{\"items\":[" + NIGHTLY.formatted("false") + "],\"next_cursor\":\"nightly\"}"))
        .on("GET /schedules/nightly", active)
        .on("DELETE /schedules/nightly", active)
        .on("PUT /schedules/nightly/pause", Reply.json(200, NIGHTLY.formatted("true")))
        .on("PUT /schedules/nightly/resume", active)
        .on(
            "POST /schedules/nightly/trigger",
            Reply.json(201, FakeGateway.job("b1.s", "queued", 0, 0, 2, 1)))
        .on(
            "GET /schedules/nightly/next",
            Reply.json(
                200,
                "{\"zone\":\"Asia/Kolkata\",\"paused\":false,\"next\":[{\"due_at\":"
                    + "\"2026-02-28T20:30:00Z\",\"local\":\"2026-03-01T02:00:00+05:30\"}]}"));
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private Ran run(String... arguments) {
    var all = new java.util.ArrayList<>(List.of(arguments));
    all.addAll(List.of("--url", gateway.base().toString()));
    return Ran.grist(home, all.toArray(String[]::new));
  }

  private JsonNode created() throws IOException {
    return JSON.readTree(gateway.only("POST /schedules").body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schedule create nightly --cron @daily --tasks a --operation echo",
        "schedule list",
        "schedule show nightly",
        "schedule next nightly",
        "schedule pause nightly",
        "schedule resume nightly",
        "schedule trigger nightly",
        "schedule delete nightly"
      })
  void forProgramsTheOutputIsOneDocument(String line) throws IOException {
    var ran = run((line + " --output json").split(" ", -1));

    assertThat(ran.err()).isEmpty();
    assertThat(ran.exitCode()).isZero();
    assertThat(JSON.readTree(ran.out()).isObject()).isTrue();
  }

  @Test
  void aJobIsToldAsSubmitIsTold() throws IOException {
    var ran =
        run(
            "schedule",
            "create",
            "nightly",
            "--cron",
            "0 2 * * *",
            "--zone",
            "Europe/Berlin",
            "--overlap",
            "queue",
            "--misfire",
            "all",
            "--paused",
            "--tasks",
            "A,B",
            "--operation",
            "symbol-scan",
            "--param",
            "formula=close > 10");

    assertThat(ran.out())
        .isEqualToNormalizingNewlines(
            "created nightly: 0 2 * * * in UTC, next due 2026-03-01T02:00:00Z\n");
    assertThat(created())
        .isEqualTo(
            JSON.readTree(
                """
                {"name":"nightly","cron":"0 2 * * *","zone":"Europe/Berlin","misfire":"all",
                 "overlap":"queue","paused":true,"job":{"operation":"symbol-scan",
                 "parameters":{"formula":"close > 10"},"tasks":["A","B"]}}
                """));
  }

  @Test
  void filesHoldAJobABatchOrTasks() throws IOException {
    var batch = Files.writeString(home.resolve("batch.json"), "{\"jobs\":[{\"name\":\"a\"}]}");

    run("schedule", "create", "n", "--cron", "@daily", batch.toString());

    assertThat(created().at("/batch/jobs/0/name").asText()).isEqualTo("a");
  }

  @Test
  void ofNdjsonEachLineIsATask() throws IOException {
    var lines = Files.writeString(home.resolve("tasks.ndjson"), "{\"n\":1}\n\"two\"\n");

    run("schedule", "create", "n", "--cron", "@daily", lines.toString(), "--operation", "echo");

    assertThat(created().at("/job/tasks").toString()).isEqualTo("[{\"n\":1},\"two\"]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schedule",
        "schedule create nightly --tasks a --operation echo",
        "schedule create nightly --cron @daily",
        "schedule create nightly --cron @daily --tasks a",
        "schedule create nightly --cron @daily nowhere.json",
        "schedule create nightly --cron @daily --tasks a --operation echo --idempotency-key k",
        "schedule pause",
        "schedule nonsense"
      })
  void wrongUsageIsToldWithoutAskingTheServer(String line) {
    var ran = run(line.split(" ", -1));

    assertThat(ran.exitCode()).isEqualTo(64);
    assertThat(ran.err()).isNotEmpty();
    assertThat(gateway.requests()).isEmpty();
  }

  @Test
  void aRefusalPointsAtTheField() {
    gateway.on(
        "POST /schedules",
        Reply.json(
            422,
            """
            {"title":"The request is not valid","status":422,"detail":"cron is none",
             "errors":[{"pointer":"/cron","detail":"minute is '61'"}]}\
            """));

    var ran =
        run("schedule", "create", "n", "--cron", "61 * * * *", "--tasks", "a", "--operation", "e");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("cron is none", "/cron: minute is '61'");
  }

  @Test
  void forPeopleTheyAreReadable() {
    assertThat(run("schedule", "list").out())
        .contains("NAME", "nightly  0 2 * * *  UTC", "more: --cursor nightly");
    assertThat(run("schedule", "show", "nightly").out())
        .contains(
            "nightly: 0 2 * * * in UTC, next due 2026-03-01T02:00:00Z",
            "submits   a job of echo, 1,234 bytes",
            "left out  3 due times, the last 2026-02-01T02:00:00Z (overlap)",
            "2026-02-28T02:00:00Z  cron  completed  2,500");
    assertThat(run("schedule", "next", "nightly", "--count", "1").out())
        .contains("LOCAL (Asia/Kolkata)", "2026-03-01T02:00:00+05:30  2026-02-28T20:30:00Z");
    assertThat(gateway.only("GET /schedules/nightly/next").query()).isEqualTo("count=1");
    assertThat(run("schedule", "pause", "nightly").out()).contains("in UTC, paused");
    assertThat(run("schedule", "resume", "nightly").out()).contains("next due");
    assertThat(run("schedule", "delete", "nightly").out()).contains("nightly: deleted");
  }

  @Test
  void whatATriggerMadeIsTheLast() {
    gateway.on(
        "GET /jobs/b1.s/status", Reply.json(200, FakeGateway.job("b1.s", "queued", 0, 0, 2, 1)));

    assertThat(run("schedule", "trigger", "nightly").out())
        .contains("submitted b1.s: 2 tasks", "follow it: grist watch b1.s");
    assertThat(run("status", "last").out()).contains("b1.s");
  }
}
