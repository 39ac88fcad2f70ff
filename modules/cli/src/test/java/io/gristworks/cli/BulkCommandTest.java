package io.gristworks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gristworks.cli.session.Screen;
import io.gristworks.client.FakeGateway;
import io.gristworks.client.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BulkCommandTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String RUNNING =
      """
      {"id":"o1","action":"pause","state":"running","filter":{"tenant":"acme"},"with":{},\
      "matched":60,"done":3,"changed":2,"already":1,"refused":0,"refusals":[],\
      "accepted_at":"2026-03-01T12:00:00Z"}\
      """;
  private static final String ENDED =
      """
      {"id":"o1","action":"pause","state":"%s","reason":"hot","filter":{"tenant":"acme"},\
      "with":{},"matched":60,"done":60,"changed":58,"already":1,"refused":%d,\
      "refusals":[{"batch":"b1","why":"the batch has ended"}],\
      "accepted_at":"2026-03-01T12:00:00Z","finished_at":"2026-03-01T12:00:09Z"}\
      """;

  @TempDir private Path home = Path.of("");
  private final FakeGateway gateway = FakeGateway.start();

  @BeforeEach
  void script() {
    gateway
        .on("POST /operations", Reply.json(202, RUNNING))
        .on("DELETE /operations/o1", Reply.json(200, ENDED.formatted("cancelled", 0)))
        .on(
            "GET /operations/bulk",
            Reply.json(200, "{\"items\":[" + RUNNING + "],\"next_cursor\":\"c\"}"));
    ends("done", 0);
  }

  private void ends(String state, int refused) {
    gateway.on(
        "GET /operations/o1",
        Reply.json(200, RUNNING),
        Reply.json(200, ENDED.formatted(state, refused)));
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private Ran run(String line) {
    return run(Screen.none(), line);
  }

  private Ran run(Screen screen, String line) {
    var all = new ArrayList<>(List.of(line.split(" ", -1)));
    all.addAll(List.of("--url", gateway.base().toString()));
    return Ran.grist(home, screen, "", all.toArray(String[]::new));
  }

  private JsonNode sent() throws IOException {
    return JSON.readTree(gateway.only("POST /operations").body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "pause --all --reason hot|{'action':'pause','reason':'hot','all':true}",
        "resume --status paused|{'action':'resume','filter':{'status':['paused']}}",
        "cancel --all|{'action':'cancel','all':true}",
        "cancel --mode graceful --queue q|{'action':'cancel','mode':'graceful','grace':'30000ms',"
            + "'filter':{'queue':'q'}}",
        "retry --group g --canary 3 --all|{'action':'retry','group':'g','canary':3,'all':true}",
        "priority low --operation x|{'action':'change','priority':'low',"
            + "'filter':{'operation':'x'}}",
        "limits --per-second 2 --all|{'action':'change','limits':{'max_concurrent':0,"
            + "'per_second':2.0},'all':true}",
        "deadline none --all|{'action':'change','deadline':null,'all':true}",
        "pause --state running,paused --tenant a --name n* --batches b1,b2 --submitted-after"
            + " 2026-01-01T01:00:00+01:00 --submitted-before 2026-02-01T00:00:00Z|"
            + "{'action':'pause','filter':{'status':['running','paused'],'tenant':'a',"
            + "'name':'n*','submitted_after':'2026-01-01T00:00:00Z',"
            + "'submitted_before':'2026-02-01T00:00:00Z','batches':['b1','b2']}}",
        "pause --name n* --job-status queued,running --job-operation x --job-queue q --job-name s*|"
            + "{'action':'pause','filter':{'name':'n*','jobs':{'status':['queued','running'],"
            + "'operation':'x','queue':'q','name':'s*'}}}"
      })
  void whatIsWishedIsSent(String line, String body) throws IOException {
    var ran = run("bulk " + line);

    assertThat(ran.err()).isEmpty();
    assertThat(ran.exitCode()).isZero();
    assertThat(sent()).isEqualTo(JSON.readTree(body.replace('\'', '"')));
    assertThat(ran.out())
        .contains(
            "o1 pause: running, 3 of 60 batches, 2 changed, 1 already so",
            "follow it: grist bulk status o1 --wait");
  }

  @ParameterizedTest
  @CsvSource({"done,0,0", "done,1,2", "cancelled,0,3"})
  void theExitCodeTellsHowItEnded(String state, int refused, int exitCode) {
    ends(state, refused);

    var ran = run("bulk pause --all --wait");

    assertThat(ran.exitCode()).isEqualTo(exitCode);
    assertThat(ran.out()).contains("o1 pause: " + state, "60 of 60 batches", "hot");
    assertThat(run("bulk status o1 --wait").exitCode()).isEqualTo(exitCode);
    assertThat(run("bulk status o1").exitCode()).isZero();
  }

  @Test
  void whyBatchesRefusedIsTold() {
    ends("done", 1);

    assertThat(run("bulk pause --all --wait").out())
        .contains("1 refused", "REFUSED BY  WHY", "b1          the batch has ended");
  }

  @Test
  void jobsAreCalledJobs() {
    var ofJobs = "\"filter\":{\"jobs\":{\"operation\":\"scan\"}}";
    var ended = ENDED.formatted("done", 1).replace("\"filter\":{\"tenant\":\"acme\"}", ofJobs);
    gateway.on(
        "GET /operations/o1",
        Reply.json(200, ended.replace("\"batch\":\"b1\"", "\"batch\":\"b1\",\"job\":\"scan\"")));

    assertThat(run("bulk status o1").out()).contains("60 of 60 jobs", "b1.scan");
  }

  @Test
  void onAScreenABarIsDrawn() {
    var ran = run(new Screen(true, 120), "bulk status o1 --wait");

    assertThat(ran.err()).contains("o1", "60/60", "58 changed, 1 already so");
    assertThat(ran.out()).startsWith("o1 pause: done");
  }

  @Test
  void whoeverWaitsNotLongEnoughIsTold() {
    gateway.on("GET /operations/o1", Reply.json(200, RUNNING));

    var ran = run("bulk status o1 --wait --timeout 1ms");

    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err()).contains("it goes on", "grist bulk status o1 --wait");
  }

  @Test
  void aDryRunTellsWhichItWouldBe() throws IOException {
    gateway.on(
        "POST /operations",
        Reply.json(
            200,
            "{\"dry_run\":true,\"matched\":7,\"first\":[{\"id\":\"b1\",\"name\":\"nightly\","
                + "\"status\":\"running\"}]}"));

    var ran = run("bulk cancel --all --dry-run");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).contains("b1     running  nightly", "and 6 more");
    assertThat(sent().path("dry_run").asBoolean()).isTrue();
  }

  @Test
  void aKeyMakesItSafeToAskAgain() {
    run("bulk pause --all --idempotency-key k1");

    assertThat(gateway.only("POST /operations").header("Idempotency-key")).isEqualTo("k1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bulk pause --all",
        "bulk pause --all --wait",
        "bulk pause --all --dry-run",
        "bulk status o1",
        "bulk list",
        "bulk stop o1"
      })
  void forProgramsTheOutputIsOneDocument(String line) throws IOException {
    var ran = run(line + " --output json");

    assertThat(ran.err()).isEmpty();
    assertThat(JSON.readTree(ran.out()).isObject()).isTrue();
  }

  @Test
  void forPeopleTheyAreListedAndStopped() {
    assertThat(run("bulk list --limit 1").out())
        .contains("ID  ACTION", "o1  pause   running", "more: --cursor c");
    assertThat(gateway.only("GET /operations/bulk").query()).isEqualTo("limit=1");
    assertThat(run("bulk stop o1").out()).contains("o1 pause: cancelled");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bulk",
        "bulk pause",
        "bulk pause --all --status running",
        "bulk pause --all --job-name scan",
        "bulk pause --all --dry-run --wait",
        "bulk pause --submitted-after noon",
        "bulk pause --batches .x",
        "bulk cancel --all --grace 5s",
        "bulk limits --all",
        "bulk priority urgent --all",
        "bulk deadline tomorrow --all",
        "bulk retry --canary -1 --all",
        "bulk status",
        "bulk nonsense"
      })
  void wrongUsageIsToldWithoutAskingTheServer(String line) {
    var ran = run(line);

    assertThat(ran.exitCode()).isEqualTo(64);
    assertThat(ran.err()).isNotEmpty().doesNotContain("Exception");
    assertThat(gateway.requests()).isEmpty();
  }
}
