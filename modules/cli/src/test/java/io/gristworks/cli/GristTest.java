package io.gristworks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gristworks.cli.session.Screen;
import io.gristworks.client.FakeGateway;
import io.gristworks.client.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GristTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path home = Path.of("");
  private final FakeGateway gateway = FakeGateway.start();

  @AfterEach
  void close() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "stats",
        "status",
        "status last",
        "status .x",
        "status b1 --no-such-option",
        "status b1 --output yaml",
        "--url nonsense workers",
        "submit",
        "submit no-such-file.ndjson --operation echo",
        "submit pom.xml --operation echo",
        "submit --tasks a",
        "submit - --tasks a --operation echo",
        "submit --tasks a --operation echo --wait --watch",
        "submit --tasks a --operation echo --parameters [1]",
        "submit --tasks a --operation echo --parameters {",
        "submit --tasks a --operation echo --priority urgent",
        "wait b1 --timeout soon",
        "pause",
        "pause last",
        "cancel b1 --grace 5s",
        "cancel b1 --mode soft",
        "priority b1 urgent",
        "limits b1",
        "limits b1 --none --per-second 1",
        "limits b1 --per-second Infinity",
        "limits b1 --per-second NaN",
        "limits b1 --per-second -1",
        "deadline b1 tomorrow",
        "retry b1 --tasks 1 --group g",
        "retry b1 --canary -1",
        "demo --symbols 0",
        "list workers"
      })
  void wrongUsageIs64AndSaysWhyOnErrorOutput(String line) {
    var arguments = line.isEmpty() ? new String[0] : line.split(" ", -1);

    var ran = Ran.grist(home, arguments);

    assertThat(ran.exitCode()).isEqualTo(64);
    assertThat(ran.err()).isNotBlank().doesNotContain("Exception");
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void helpIsAnAnswer() {
    var ran = Ran.grist(home, "--help");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).contains("submit", "69 server unreachable").doesNotContain("null");
    assertThat(Ran.grist(home, "version").out()).startsWith("grist ");
    assertThat(Ran.grist(home, "--version").out()).startsWith("grist ");
  }

  @Test
  void noServerIs69InOneSentence() {
    gateway.close();

    var ran = run("status", "b1");

    assertThat(ran.exitCode()).isEqualTo(69);
    assertThat(ran.err().lines()).hasSize(1);
    assertThat(ran.err()).contains(gateway.base().toString(), "grist up");
  }

  @Test
  void aRefusalShowsTheFieldsThatAreWrong() {
    gateway.on("POST /jobs", Reply.problem(422, "Invalid job", "one field is wrong"));

    var ran = run("submit", "--tasks", "a", "--operation", "echo");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err())
        .isEqualToNormalizingNewlines(
            "grist: Invalid job: one field is wrong\n  /tasks/0: is odd\n");
  }

  @ParameterizedTest
  @CsvSource({"completed,0,0", "completed,1,2", "failed,2,2", "cancelled,0,3"})
  void theExitCodeTellsHowItEnded(String status, int failed, int exitCode) {
    gateway.on("GET /jobs/b1.s/status", Reply.json(200, job(status, 2, failed, 2)));

    for (var command : List.of("wait", "watch")) {
      var ran = run(command, "b1.s");
      assertThat(ran.exitCode()).isEqualTo(exitCode);
      assertThat(ran.out()).contains("b1.s  echo  " + status, failed + " failed");
    }
    assertThat(run("status", "b1.s").exitCode()).isZero();
  }

  @Test
  void whatHasNotFinishedInTimeIs4() {
    gateway.on("GET /batches/b1/status", Reply.json(200, "{\"id\":\"b1\",\"status\":\"queued\"}"));

    var ran = run("wait", "b1", "--timeout", "50ms");

    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err()).contains("b1 has not finished", "grist wait b1");
  }

  @Test
  void lastIsWhatWasSubmittedLast() {
    gateway
        .on("POST /jobs", Reply.json(201, job("queued", 0, 0, 2)))
        .on("GET /jobs/b1.s/status", Reply.json(200, job("running", 1, 0, 2)));

    var submitted = run("submit", "--tasks", "a,b", "--operation", "echo");
    var status = run("status", "last", "--output", "json");

    assertThat(submitted.out())
        .contains("submitted b1.s: 2 tasks of echo")
        .contains("follow it: grist watch b1.s");
    assertThat(status.out()).contains("\"id\" : \"b1.s\"");
    assertThat(home.resolve(".gristworks/last")).hasContent("b1.s");
  }

  @Test
  void aJobOfTheLastBatchIsNamedByLastAndItsName() throws IOException {
    Files.createDirectories(home.resolve(".gristworks"));
    Files.writeString(home.resolve(".gristworks/last"), "b1");
    gateway.on("GET /jobs/b1.s/status", Reply.json(200, job("running", 1, 0, 2)));

    assertThat(run("status", "last.s").out()).contains("b1.s");
  }

  @Test
  void submissionCarriesEveryOption() throws IOException {
    gateway.on("POST /jobs", Reply.json(200, job("queued", 0, 0, 2)));

    var ran =
        run(
            "submit --tasks a,b --operation echo --name s --queue fast --priority HIGH"
                + " --label team=north --idempotency-key k1 --param depth=3 --param text=x>y"
                + " --param list=[1] --param odd=1x --parameters {\"depth\":1,\"more\":true}");

    assertThat(ran.out()).contains("submitted before under this key: b1.s");
    var request = gateway.only("POST /jobs");
    assertThat(request.header("Idempotency-key")).isEqualTo("k1");
    assertThat(JSON.readTree(request.body()))
        .isEqualTo(
            JSON.readTree(
                """
                {"operation":"echo","name":"s","queue":"fast","priority":"high",
                 "labels":{"team":"north"},"tasks":["a","b"],
                 "parameters":{"depth":3,"more":true,"text":"x>y","list":[1],"odd":"1x"}}\
                """));
  }

  @Test
  void linesAreStreamedFromFilesAndFromStandardInput() throws IOException {
    gateway.on("POST /jobs", Reply.json(201, job("queued", 0, 0, 1)));
    var csv = Files.writeString(home.resolve("tasks.csv"), "symbol\nA\n");

    run("submit", csv.toString(), "--operation", "echo");
    Ran.grist(
        home,
        Screen.none(),
        "\"a\"\n",
        "--url",
        gateway.base().toString(),
        "submit",
        "-",
        "--operation",
        "echo");

    assertThat(gateway.requests())
        .extracting(request -> request.header("Content-type") + " " + request.query())
        .containsExactly("text/csv operation=echo", "application/x-ndjson operation=echo");
    assertThat(gateway.requests())
        .extracting(FakeGateway.Request::body)
        .containsExactly("symbol\nA\n", "\"a\"\n");
  }

  @Test
  void aJsonFileIsAJobOrABatchOrAListOfTasks() throws IOException {
    gateway
        .on("POST /jobs", Reply.json(201, job("queued", 0, 0, 1)))
        .on("POST /batches", Reply.json(201, "{\"id\":\"b1\",\"status\":\"queued\"}"));
    var list = Files.writeString(home.resolve("list.json"), "[1, 2]");
    var job =
        Files.writeString(
            home.resolve("job.json"),
            "{\"operation\":\"echo\",\"name\":\"n\",\"symbols\":[\"A\"],\"parameters\":{\"a\":1}}");
    var batch = Files.writeString(home.resolve("batch.json"), "{\"jobs\":[{\"name\":\"x\"}]}");

    run("submit", list.toString(), "--operation", "echo");
    run("submit", job.toString(), "--name", "m", "--param", "b=2");
    run("submit", batch.toString());

    assertThat(gateway.requests())
        .extracting(request -> request.line() + " " + request.body())
        .containsExactly(
            "POST /jobs {\"tasks\":[1,2],\"operation\":\"echo\"}",
            "POST /jobs {\"operation\":\"echo\",\"name\":\"m\",\"symbols\":[\"A\"],"
                + "\"parameters\":{\"a\":1,\"b\":2}}",
            "POST /batches {\"jobs\":[{\"name\":\"x\"}]}");
    assertThat(home.resolve(".gristworks/last")).hasContent("b1");
    assertThat(run("submit", batch.toString(), "--queue", "q").exitCode()).isEqualTo(64);
    assertThat(run("submit", list.toString()).exitCode()).isEqualTo(64);
  }

  @Test
  void aTaskMayBeginWithAnAtSignAndNameAFile() throws IOException {
    var file = Files.writeString(home.resolve("tasks"), "a b c");

    run("submit", "--tasks", "@" + file, "--operation", "echo");

    assertThat(gateway.requests().getLast().body()).contains("\"@" + file + "\"");
  }

  @Test
  void aMistakeOfAThousandWordsIsToldInFew() {
    var ran = run("submit --operation echo --tasks a" + " stray".repeat(1_000));

    assertThat(ran.exitCode()).isEqualTo(64);
    assertThat(ran.err()).contains("stray").hasSizeLessThan(1_000);
  }

  @Test
  void whatIsNotJsonIsSaidWithItsPlace() throws IOException {
    var file = Files.writeString(home.resolve("bad.json"), "{\n  \"a\": x\n}");

    var ran = run("submit", file.toString());

    assertThat(ran.exitCode()).isEqualTo(64);
    assertThat(ran.err()).contains("not JSON", "line 2");
  }

  private Ran run(String line) {
    return run(line.split(" ", -1));
  }

  private Ran run(String... arguments) {
    var all = new String[arguments.length + 2];
    all[0] = "--url";
    all[1] = gateway.base().toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return Ran.grist(home, all);
  }

  private static String job(String status, int done, int failed, int total) {
    return FakeGateway.job("b1.s", status, done, failed, total, 4);
  }
}
