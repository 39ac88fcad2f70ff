package io.gristworks.gateway;

import static io.gristworks.gateway.GatewayFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchCommand.Selection;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.batch.Status;
import io.gristworks.core.bulk.BulkFilter;
import io.gristworks.core.bulk.BulkId;
import io.gristworks.core.bulk.BulkOperation;
import io.gristworks.core.bulk.BulkPage;
import io.gristworks.core.bulk.BulkPosition;
import io.gristworks.core.bulk.BulkTarget;
import io.gristworks.core.bulk.JobFilter;
import io.gristworks.gateway.GatewayFixture.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BulkTest {
  private static final String OPERATIONS = "/operations";

  private GatewayFixture gateway;

  @BeforeAll
  void start() {
    gateway = new GatewayFixture();
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  private Answer post(String body, String... headers) {
    return gateway.post(OPERATIONS, JSON, body, headers);
  }

  private BulkOperation stored(Answer answer) {
    return gateway
        .bulk
        .find("default", new BulkId(answer.at("/id").textValue()))
        .orElseThrow(() -> new AssertionError(answer.text()));
  }

  private List<BatchCommand> commands(String said) {
    var answer = post("{\"all\":true," + said + "}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    return stored(answer).wish().commands();
  }

  @Test
  void whatIsAcceptedSaysWhereItsStatusIs() {
    var answer =
        post(
            """
            {"action":"cancel","mode":"graceful","grace":"30s","reason":"moved",
             "filter":{"status":["running","paused"],"operation":"raw","queue":"q",
                       "name":"nightly*","submittedAfter":"2026-01-01T00:00:00Z",
                       "submitted_before":"2026-02-01T01:00:00+01:00"}}\
            """);

    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    var id = answer.at("/id").textValue();
    assertThat(answer.response().headers().firstValue("Location"))
        .contains("/api/v1/batch/operations/" + id);
    var operation = stored(answer);
    assertThat(operation.wish().filter())
        .isEqualTo(
            new BulkFilter(
                "default",
                List.of(Status.RUNNING, Status.PAUSED),
                "raw",
                "q",
                "nightly*",
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2026-02-01T00:00:00Z"),
                List.of()));
    assertThat(operation.wish().commands())
        .containsExactly(new BatchCommand.Cancel(null, "moved", Duration.ofSeconds(30)));
    var shown = gateway.get(OPERATIONS + "/" + id);
    assertThat(shown.json()).isEqualTo(answer.json());
    assertThat(shown.at("/state").textValue()).isEqualTo("accepted");
    assertThat(shown.at("/action").textValue()).isEqualTo("cancel");
    assertThat(shown.at("/with/mode").textValue()).isEqualTo("graceful");
    assertThat(shown.at("/reason").textValue()).isEqualTo("moved");
    assertThat(shown.at("/filter/status/1").textValue()).isEqualTo("paused");
    assertThat(shown.at("/matched").intValue()).isEqualTo(1);
    assertThat(shown.at("/done").intValue()).isZero();
    assertThat(shown.json().has("finished_at")).isFalse();
  }

  @Test
  void eachActionHasTheWordsItHasForOneBatch() {
    assertThat(commands("\"action\":\"pause\",\"reason\":\"hot\""))
        .containsExactly(new BatchCommand.Pause(null, "admin", "hot"));
    assertThat(commands("\"action\":\"resume\""))
        .containsExactly(new BatchCommand.Resume(null, "admin"));
    assertThat(commands("\"action\":\"cancel\""))
        .containsExactly(new BatchCommand.Cancel(null, "cancelled on request", null));
    assertThat(commands("\"action\":\"retry\",\"group\":\"timeout-1\",\"canary\":5"))
        .containsExactly(
            new BatchCommand.RetryFailed(null, new Selection.OfGroup("timeout-1"), 5, "admin"));
    assertThat(commands("\"action\":\"retry\""))
        .containsExactly(new BatchCommand.RetryFailed(null, new Selection.All(), 0, "admin"));
    assertThat(
            commands(
                "\"action\":\"change\",\"priority\":\"low\",\"deadline\":null,"
                    + "\"limits\":{\"max_concurrent\":3}"))
        .containsExactly(
            new BatchCommand.SetPriority(null, Priority.LOW, "admin"),
            new BatchCommand.SetLimits(null, new JobLimits(3, 0), "admin"),
            new BatchCommand.SetDeadline(null, null, "admin"));
  }

  @Test
  void oneStatusNeedsNoArray() {
    var answer = post("{\"action\":\"resume\",\"filter\":{\"status\":\"paused\"}}");

    assertThat(stored(answer).wish().filter().statuses()).containsExactly(Status.PAUSED);
  }

  @Test
  void singleJobsOfBatchesCanBeMeant() {
    var body =
        """
        {"action":"pause","filter":{"status":"running","jobs":
         {"status":["queued","running"],"operation":"raw","queue":"q","name":"scan*"}}}\
        """;
    var answer = post(body);

    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    assertThat(stored(answer).wish().filter().jobs())
        .isEqualTo(new JobFilter(List.of(Status.QUEUED, Status.RUNNING), "raw", "q", "scan*"));
    assertThat(answer.at("/filter/jobs/status/0").textValue()).isEqualTo("queued");
    assertThat(answer.at("/filter/jobs/name").textValue()).isEqualTo("scan*");
    var dryRun = post(body.replace("\"filter\"", "\"dry_run\":true,\"filter\""));
    assertThat(dryRun.at("/first/0/id").textValue()).isEqualTo(MemoryBulk.MATCH + ".scan");
    var batch = new BatchId(MemoryBulk.MATCH);
    var accepted = stored(answer);
    var at = accepted.acceptedAt();
    var page = new BulkPage(List.of(new BulkTarget(batch, "scan")), null, true);
    var refused = new BulkTarget(batch, "scan").refused(new Refusal.AlreadyEnded("scan"));
    gateway.bulk.settle(accepted.after(page, List.of(refused), at, at));
    var refusal = gateway.get(OPERATIONS + "/" + accepted.id()).at("/refusals/0");
    assertThat(refusal.path("batch").textValue()).isEqualTo(MemoryBulk.MATCH);
    assertThat(refusal.path("job").textValue()).isEqualTo("scan");
    assertThat(refusal.path("why").textValue()).isEqualTo("job scan has ended");
  }

  @Test
  void whatIsUnknownIsToldAlone() {
    var unknown = post("{\"action\":\"pause\",\"filter\":{\"state\":\"running\"}}");
    var noObject = post("{\"action\":\"pause\",\"filter\":[]}");

    assertThat(unknown.json().at("/errors").findValuesAsText("pointer"))
        .containsExactly("/filter/state");
    assertThat(noObject.json().at("/errors").findValuesAsText("pointer"))
        .containsExactly("/filter");
    assertThat(post("{\"action\":\"pause\",\"filter\":{\"status\":null}}").text())
        .contains("is empty");
  }

  @Test
  void anAdminMayMeanAnotherTenant() {
    var answer = post("{\"action\":\"resume\",\"filter\":{\"tenant\":\"acme\"}}");

    assertThat(stored(answer).about()).isEqualTo("acme");
    assertThat(stored(answer).tenant()).isEqualTo("default");
  }

  @Test
  void theSameKeyIsTheSameOperation() {
    var wish = "{\"action\":\"pause\",\"all\":true}";
    var first = post(wish, "Idempotency-Key", "k1");
    int before = gateway.bulk.size();

    var again = post(wish, "Idempotency-Key", "k1");
    var other = post(wish.replace("pause", "resume"), "Idempotency-Key", "k1");

    assertThat(first.status()).isEqualTo(202);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(again.response().headers().firstValue("Location")).isPresent();
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.at("/errors/0/pointer").textValue()).isEqualTo("/idempotency_key");
    assertThat(gateway.bulk.size()).isEqualTo(before);
  }

  @Test
  void aDryRunTellsWhichItWouldBeAndStoresNothing() {
    int before = gateway.bulk.size();

    var answer = post("{\"action\":\"cancel\",\"all\":true,\"dry_run\":true}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.at("/dry_run").booleanValue()).isTrue();
    assertThat(answer.at("/matched").intValue()).isEqualTo(1);
    assertThat(answer.at("/first/0/id").textValue()).isEqualTo(MemoryBulk.MATCH);
    assertThat(answer.at("/first/0/status").textValue()).isEqualTo("running");
    assertThat(gateway.bulk.size()).isEqualTo(before);
  }

  @Test
  void itsStatusCountsAnswersAndTellsWhyBatchesRefused() {
    var answer = post("{\"action\":\"pause\",\"all\":true}");
    var batch = new BatchId(MemoryBulk.MATCH);
    var accepted = stored(answer);
    var now = accepted.acceptedAt();
    var page = BulkPage.of(List.of(batch), new BulkPosition(now, batch), true);
    gateway.bulk.settle(accepted.after(page, List.of(BulkTarget.of(batch).silent()), now, now));

    var shown = gateway.get(OPERATIONS + "/" + accepted.id());

    assertThat(shown.at("/state").textValue()).isEqualTo("done");
    assertThat(shown.at("/refused").intValue()).isEqualTo(1);
    assertThat(shown.at("/refusals/0/batch").textValue()).isEqualTo(MemoryBulk.MATCH);
    assertThat(shown.at("/refusals/0/why").textValue()).contains("did not answer");
    assertThat(shown.json().has("finished_at")).isTrue();
    var stopped = gateway.method("DELETE", OPERATIONS + "/" + accepted.id());
    assertThat(stopped.json()).as("it has ended").isEqualTo(shown.json());
  }

  @Test
  void oneUnderWayCanBeStoppedAgainAndAgain() {
    var path = OPERATIONS + "/" + post("{\"action\":\"pause\",\"all\":true}").at("/id").textValue();

    var stopped = gateway.method("DELETE", path);

    assertThat(stopped.status()).isEqualTo(200);
    assertThat(stopped.at("/state").textValue()).isEqualTo("cancelled");
    assertThat(gateway.method("DELETE", path).json()).isEqualTo(stopped.json());
  }

  @Test
  void theLatestAreListedBesideTheListOfWhatJobsCanDo() {
    var id = post("{\"action\":\"pause\",\"all\":true}").at("/id");

    var list = gateway.get("/operations/bulk?limit=1");

    assertThat(list.at("/items/0/id")).isEqualTo(id);
    assertThat(list.at("/next_cursor").textValue()).isEqualTo("next");
    assertThat(gateway.get("/operations/bulk?cursor=x").at("/errors/0/pointer").textValue())
        .isEqualTo("/cursor");
    assertThat(gateway.get(OPERATIONS).json().has("operations")).isTrue();
  }

  @Test
  void whatIsNotThereIsNotFound() {
    for (var id : List.of("raw", "o" + "0".repeat(20), MemoryBulk.MATCH)) {
      assertThat(gateway.get(OPERATIONS + "/" + id).status()).isEqualTo(404);
      assertThat(gateway.method("DELETE", OPERATIONS + "/" + id).status()).isEqualTo(404);
    }
    assertThat(gateway.method("PUT", OPERATIONS).status()).isEqualTo(405);
  }

  @Test
  void tooManyOpenOnesAreRefusedForNow() {
    gateway.bulk.isFull = true;
    try {
      assertThat(post("{\"action\":\"pause\",\"all\":true}").status()).isEqualTo(429);
    } finally {
      gateway.bulk.isFull = false;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{'all':true}|/action|is missing; say one of [pause, resume, cancel, retry, change]",
        "{'action':'stop','all':true}|/action|was 'stop'",
        "{'action':7,'all':true}|/action|must be a string",
        "{'action':'pause'}|/filter|is empty and would mean every batch",
        "{'action':'pause','filter':{}}|/filter|\"all\": true",
        "{'action':'pause','filter':{},'all':false}|/filter|is empty",
        "{'action':'pause','filter':[]}|/filter|must be a JSON object",
        "{'action':'pause','filter':{'tenant':'a'},'all':true}|/all|beside a filter",
        "{'action':'pause','all':1}|/all|must be true or false",
        "{'action':'pause','all':true,'dry_run':'yes'}|/dry_run|must be true or false",
        "{'action':'pause','all':true,'force':1}|/force|unknown field force",
        "{'action':'pause','filter':{'state':'running'}}|/filter/state|unknown field state",
        "{'action':'pause','filter':{'status':'done'}}|/filter/status/0|was 'done'",
        "{'action':'pause','filter':{'status':['running','x']}}|/filter/status/1|[created, queued",
        "{'action':'pause','filter':{'status':3}}|/filter/status|must be a string",
        "{'action':'pause','filter':{'status':[3]}}|/filter/status/0|must hold strings",
        "{'action':'pause','filter':{'name':''}}|/filter/name|must not be empty",
        "{'action':'pause','filter':{'queue':1}}|/filter/queue|must be a string",
        "{'action':'pause','filter':{'submitted_after':'noon'}}|/filter/submitted_after|offset",
        "{'action':'pause','filter':{'batches':['x']}}|/filter/batches/0|is no batch's id",
        "{'action':'pause','filter':{'batches':[]}}|/filter/batches|must name a batch",
        "{'action':'pause','filter':{'jobs':{}}}|/filter/jobs|leave it out for whole batches",
        "{'action':'pause','filter':{'jobs':'scan'}}|/filter/jobs|must be a JSON object",
        "{'action':'pause','filter':{'jobs':{'job':'x'}}}|/filter/jobs/job|unknown field job",
        "{'action':'pause','filter':{'jobs':{'status':'x'}}}|/filter/jobs/status/0|was 'x'",
        "{'action':'pause','filter':{'jobs':{'name':''}}}|/filter/jobs/name|must not be empty",
        "{'action':'pause','filter':{'jobs':{'name':'x'}},'all':true}|/all|beside a filter",
        "{'action':'pause','all':true,'priority':'low'}|/priority|does not go with action pause",
        "{'action':'resume','all':true,'deadline':null}|/deadline|not go with action resume",
        "{'action':'cancel','all':true,'grace':'3s'}|/grace|mode=graceful alone",
        "{'action':'retry','all':true,'canary':0}|/canary|was 0",
        "{'action':'change','all':true,'priority':'x'}|/priority|[low, normal, high, critical]",
        "{'action':'change','all':true,'limits':{'per_second':1e999}}|/limits/per_second|was 1e999",
        "{'action':'change','all':true,'limits':{'per_second':1e-300}}|/limits/per_second|0.00001",
        "{'action':'retry','all':true,'canary':1e999}|/canary|whole number",
        "{'action':'change','all':true}||nothing to change",
        "{'action':'change','all':true,'deadline':'9999-12-31T00:00:00Z'}|/deadline|before 2100",
      })
  void whatIsNotInOrderIsRefusedAndStoresNothing(String body, String pointer, String part) {
    int before = gateway.bulk.size();

    var answer = post(body.replace('\'', '"').replace("batch\"s", "batch's"));

    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.type()).isEqualTo("application/problem+json");
    assertThat(answer.at("/errors/0/pointer").textValue())
        .as(answer.text())
        .isEqualTo(pointer == null ? "" : pointer);
    assertThat(answer.at("/errors/0/detail").textValue()).contains(part);
    assertThat(gateway.bulk.size()).isEqualTo(before);
  }

  @Test
  void everythingWrongIsToldAtOnceAndWhatIsNoJsonIsMalformed() {
    var answer = post("{\"action\":\"stop\",\"filter\":{\"status\":\"x\",\"who\":1}}");

    assertThat(answer.json().at("/errors").findValuesAsText("pointer"))
        .containsExactly("/action", "/filter/who", "/filter/status/0");
    assertThat(post("{\"action\":").status()).isEqualTo(400);
    assertThat(gateway.post(OPERATIONS, "text/csv", "a,b").status()).isEqualTo(415);
  }
}
