package io.gristworks.cli;

import static io.gristworks.client.FakeGateway.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gristworks.cli.session.Screen;
import io.gristworks.client.FakeGateway;
import io.gristworks.client.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path home = Path.of("");
  private final FakeGateway gateway = FakeGateway.start();

  @BeforeEach
  void script() {
    var events =
        event("progress", 2, job("running", 1, 2)) + event("done", 3, job("completed", 2, 3));
    gateway
        .on("POST /jobs", Reply.json(201, job("queued", 0, 1)))
        .on("GET /jobs/b1.s/status", Reply.json(200, job("queued", 0, 1)))
        .on("GET /jobs/b1.s/events", Reply.events(events))
        .on("PUT /workers/n1/drain", Reply.json(200, "{\"name\":\"n1\",\"busy_workers\":2}"))
        .on(
            "PUT /cluster/stop",
            Reply.json(200, "{\"stop\":{\"since\":\"noon\",\"reason\":\"fire\"}}"))
        .on("DELETE /cluster/stop", Reply.json(200, "{\"stopped\":false}"))
        .on("DELETE /workers/n1/drain", Reply.json(200, "{\"name\":\"n1\"}"))
        .on("PUT /jobs/b1.s/pause", Reply.json(200, job("paused", 0, 1)))
        .on("PUT /jobs/b1.s/resume", Reply.json(200, job("running", 0, 1)))
        .on("PATCH /jobs/b1.s", Reply.json(200, job("running", 0, 1)))
        .on("POST /jobs/b1.s/retry", Reply.json(202, job("running", 0, 1)))
        .on(
            "GET /jobs/b1.s/running",
            Reply.json(
                200,
                """
                {"items":[{"task":7,"attempt":2,"node":"n1","since":"noon","step":"page 3",
                 "percent":42.5},{"task":8,"attempt":1,"node":"n2","since":"noon"}]}\
                """))
        .on("GET /jobs/b1.s/explain", Reply.json(200, EXPLAINED))
        .on("GET /jobs/b1.s/tasks/1/explain", Reply.json(200, EXPLAINED))
        .on(
            "GET /jobs/b1.s/report",
            Reply.json(200, "{\"id\":\"b1.s\"}"),
            Reply.of(200, "text/plain", "b1.s  echo\n"))
        .on(
            "GET /dead-letters",
            Reply.json(
                200,
                """
                {"items":[{"id":"b1.s","operation":"echo","failed":1200,"total":5000,"groups":[
                 {"id":"boom-1","count":2400,"sample_task":3,"sample_message":"it broke"}]}],
                 "next_cursor":"c"}\
                """))
        .on("DELETE /jobs/b1.s", Reply.json(202, job("cancelled", 2, 1)))
        .on(
            "GET /batches/b1/status",
            Reply.json(200, "{\"id\":\"b1\",\"jobs\":[" + job("queued", 0, 1) + "]}"))
        .on("GET /jobs", Reply.json(200, "{\"items\":[" + job("queued", 0, 1) + "]}"))
        .on(
            "GET /batches",
            Reply.json(200, "{\"items\":[{\"id\":\"b1\",\"jobs\":3}],\"next_cursor\":\"c\"}"))
        .on(
            "GET /jobs/b1.s/tasks/1",
            Reply.json(
                200,
                """
                {"index":1,"custom_id":"x","state":"succeeded","input":"AAPL","attempts":[
                 {"attempt":1,"outcome":"failed","error":{"kind":"io","message":"cut"},
                  "duration_ms":2,"node":"n1"},
                 {"attempt":2,"outcome":"succeeded","result":{"y":1},"duration_ms":3}]}\
                """))
        .on("GET /jobs/b1.s/results", Reply.lines("{\"task\":0,\"result\":\"ü\"}\n"))
        .on("GET /jobs/b1.s/errors", Reply.lines("task,kind\n"))
        .on(
            "GET /workers",
            Reply.json(
                200,
                "{\"workers\":[{\"name\":\"n1\",\"busy_workers\":2,\"tasks_done\":1234},"
                    + "{\"name\":\"n2\",\"abandoned_threads\":3,\"started_at\":"
                    + "\"2026-11-22T11:03:06.066347222Z\",\"load\":{\"memory\":0.943,\"cpu\":1,"
                    + "\"takes_less\":\"its memory is nearly full\"}}]}"))
        .on(
            "GET /queue/status",
            Reply.json(
                200,
                "{\"queues\":[{\"queue\":\"default\",\"pending_tasks\":5,\"backlog_seconds\":75}]}"))
        .on(
            "GET /operations",
            Reply.json(200, "{\"operations\":[{\"name\":\"echo\",\"description\":\"Says it.\"}]}"));
  }

  private static final String EXPLAINED =
      """
      {"id":"b1.s","sentence":"it is paused by ana","reasons":[
       {"kind":"paused","sentence":"it is paused by ana","figures":{"by":"ana"}},
       {"kind":"waits_for_job","sentence":"waits for job load to succeed"}]}\
      """;

  @AfterEach
  void close() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status b1.s",
        "wait b1.s",
        "submit --tasks a --operation echo",
        "submit --tasks a --operation echo --wait",
        "submit --tasks a --operation echo --watch",
        "list",
        "list batches",
        "task b1.s 1",
        "task b1 1",
        "cancel b1.s",
        "cancel b1.s --mode graceful --grace 5s",
        "pause b1.s --reason hot",
        "resume b1.s",
        "priority b1.s high",
        "limits b1.s --max-concurrent 3",
        "limits b1.s --none",
        "deadline b1.s 2030-01-01T00:00:00Z",
        "deadline b1.s none",
        "retry b1.s",
        "retry b1.s --group boom --canary 5",
        "retry b1.s --tasks 1,x",
        "running b1.s",
        "explain b1.s",
        "explain b1.s 1",
        "explain b1 1",
        "report b1.s",
        "dead-letters",
        "workers",
        "drain n1",
        "drain n1 --undo",
        "stop-all --reason fire",
        "resume-all",
        "queues",
        "operations"
      })
  void forProgramsTheOutputIsOneDocument(String line) throws IOException {
    var ran = run((line + " --output json").split(" ", -1));

    assertThat(ran.exitCode()).isZero();
    assertThat(JSON.readTree(ran.out()).isObject()).isTrue();
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void whatRunsIsListedWithHowFarItIs() {
    assertThat(run("running", "b1.s").out())
        .containsPattern("7 +2 +42\\.5 % +page 3 +n1 +noon")
        .containsPattern("8 +1 +- +- +n2 +noon");
  }

  @Test
  void watchedByAProgramEachStatusIsALine() throws IOException {
    var lines = run("watch", "b1.s", "--output", "json").out().lines().toList();

    assertThat(lines).hasSize(3);
    for (var line : lines) {
      assertThat(JSON.readTree(line).path("counts").path("total").asInt()).isEqualTo(2);
    }
  }

  @Test
  void inAPipeProgressIsPlainLines() {
    var ran = run("watch", "b1.s");

    assertThat(ran.out())
        .startsWith(
            """
            b1.s  queued  0 of 2 (0.0 %), 13 tasks/s, 3.0 s left
            b1.s  running  1 of 2 (50.0 %), 13 tasks/s, 3.0 s left
            b1.s  completed  2 of 2 (100.0 %), completed
            b1.s  echo  completed
            """)
        .contains("counted   matches 7", "error     boom, 2 times; first at task 3: it broke")
        .doesNotContain("\r", "\u001b");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void onAScreenProgressIsABarOnErrorOutput() {
    var ran =
        Ran.grist(
            home, new Screen(true, 100), "", "--url", gateway.base().toString(), "watch", "b1.s");

    assertThat(ran.err()).contains("\r", "b1.s", "100%", "2/2").endsWith(System.lineSeparator());
    assertThat(ran.out()).startsWith("b1.s  echo  completed").doesNotContain("\r");
  }

  @Test
  void listsAndTasksAreReadable() {
    assertThat(run("list").out()).contains("ID    STATUS  OPERATION", "b1.s  queued  echo");
    assertThat(run("list", "batches").out()).contains("3 jobs", "more: --cursor c");
    assertThat(run("workers").out())
        .containsPattern("n1 +ready +2 .* 1,234 ")
        .containsPattern(
            "n2 +pressed, 3 deaf .* 94 % +100 % +2026-11-22T11:03:06Z +its memory is nearly full");
    assertThat(run("drain", "n1").out()).contains("drains, 2 of its workers");
    assertThat(run("drain", "n1", "--undo").out()).contains("takes work again");
    assertThat(run("stop-all", "--reason", "fire").out()).contains("stopped since noon: fire");
    assertThat(run("resume-all").out()).contains("goes on");
    assertThat(run("queues").out()).contains("1 min 15 s");
    assertThat(run("operations").out()).contains("Says it.");
    assertThat(run("cancel", "b1.s").out()).contains("cancel requested, now cancelled");
    assertThat(run("task", "b1.s", "1").out())
        .isEqualToNormalizingNewlines(
            """
            task 1 (x)  succeeded
              input  "AAPL"
              attempt 1  failed  2 ms  on n1
                io: cut
              attempt 2  succeeded  3 ms
                {"y":1}
            """);
  }

  @Test
  void whatWasWishedIsConfirmedInALine() {
    assertThat(run("pause", "b1.s", "--reason", "too hot").out())
        .isEqualToNormalizingNewlines("b1.s: pause requested, now paused\n");
    assertThat(gateway.only("PUT /jobs/b1.s/pause").body()).isEqualTo("{\"reason\":\"too hot\"}");
    assertThat(run("resume", "b1.s").out()).contains("goes on, now running");
    assertThat(run("priority", "b1.s", "CRITICAL").out()).contains("priority is now critical");
    assertThat(run("limits", "b1.s", "--per-second", "0.5").out())
        .contains("at most 0.5 tasks a second");
    assertThat(run("deadline", "b1.s", "2030-01-01T01:00:00+01:00").out())
        .contains("deadline is now 2030-01-01T00:00:00Z");
    assertThat(gateway.requests().stream().map(FakeGateway.Request::body).skip(2))
        .containsExactly(
            "{\"priority\":\"critical\"}",
            "{\"limits\":{\"max_concurrent\":0,\"per_second\":0.5}}",
            "{\"deadline\":\"2030-01-01T00:00:00Z\"}");
    assertThat(run("retry", "b1.s", "--group", "boom-1", "--canary", "5").out())
        .contains("failed tasks are tried again");
    assertThat(gateway.only("POST /jobs/b1.s/retry").body())
        .isEqualTo("{\"group\":\"boom-1\",\"canary\":5}");
    run("cancel", "b1.s", "--mode", "graceful", "--grace", "1m");
    assertThat(gateway.only("DELETE /jobs/b1.s").query()).contains("grace=60000ms");
  }

  @Test
  void reasonsReportsAndDeadLettersAreReadable() {
    assertThat(run("explain", "b1.s").out())
        .isEqualToNormalizingNewlines(
            "b1.s: it is paused by ana\n  waits for job load to succeed\n");
    assertThat(run("explain", "b1.s", "1").out()).startsWith("b1.s task 1: it is paused");
    assertThat(run("dead-letters", "--job", "b1.s", "--group", "boom-1").out())
        .isEqualToNormalizingNewlines(
            """
            b1.s  echo  1,200 of 5,000 tasks failed
              boom-1  2,400 times; first at task 3: it broke
            more: --cursor c
            """);
    assertThat(gateway.only("GET /dead-letters").query()).isEqualTo("job=b1.s&group=boom-1");
    run("report", "b1.s", "--output", "json");
    assertThat(run("report", "b1.s").out()).isEqualTo("b1.s  echo\n");
  }

  @Test
  void resultsGoToTheOutputOrToAFile() {
    var file = home.resolve("errors.csv");

    assertThat(run("results", "b1.s").out()).isEqualTo("{\"task\":0,\"result\":\"ü\"}\n");
    var saved = run("results", "b1.s", "--errors", "--format", "csv", "--out", file.toString());

    assertThat(saved.exitCode()).isZero();
    assertThat(file).hasContent("task,kind\n");
    assertThat(gateway.only("GET /jobs/b1.s/errors").query()).isEqualTo("format=csv");
    assertThat(Files.exists(home.resolve("errors.csv.part"))).isFalse();
  }

  private Ran run(String... arguments) {
    var all = new String[arguments.length + 2];
    all[0] = "--url";
    all[1] = gateway.base().toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return Ran.grist(home, all);
  }

  private static String job(String status, int done, int revision) {
    return FakeGateway.job("b1.s", status, done, 0, 2, revision);
  }
}
