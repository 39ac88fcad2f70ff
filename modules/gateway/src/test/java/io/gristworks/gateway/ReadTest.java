package io.gristworks.gateway;

import static io.gristworks.gateway.GatewayFixture.JSON;
import static io.gristworks.gateway.GatewayFixture.NDJSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Status;
import io.gristworks.core.task.TaskError;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.view.OutcomePage;
import io.gristworks.engine.protocol.TaskAtWork;
import io.gristworks.store.segment.OutcomePacker;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReadTest {
  private GatewayFixture gateway;

  @BeforeAll
  void start() {
    gateway = new GatewayFixture();
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  private String submit(String lines) {
    return gateway.post("/jobs?operation=raw&name=j", NDJSON, lines).at("/batch").textValue();
  }

  private String submit(int tasks) {
    return submit(IntStream.range(0, tasks).mapToObj(n -> n + "\n").collect(Collectors.joining()));
  }

  /** Stores a segment of outcomes and has the coordinator accept it. */
  private void accept(String batch, Consumer<OutcomePacker> outcomes) {
    var packer = new OutcomePacker("ana");
    outcomes.accept(packer);
    var sealed = packer.seal(new BatchId(batch), 0, UUID.randomUUID());
    gateway.store.writeOutcomes(List.of(sealed));
    gateway.cluster.change(batch, entry -> entry.segments.add(sealed.ref()));
  }

  private void ended(String batch, TaskSet succeeded, TaskSet failed) {
    gateway.cluster.change(
        batch,
        entry -> {
          entry.succeeded = succeeded;
          entry.failed = failed;
        });
  }

  private static void success(OutcomePacker to, int task, int attempt, String json) {
    var bytes = json.getBytes(StandardCharsets.UTF_8);
    to.succeeded(task, attempt, bytes, 0, bytes.length, 1200);
  }

  private static void failure(OutcomePacker to, int task, int attempt, String message) {
    to.failed(task, attempt, new TaskError("odd", message, null, false), 2000);
  }

  @Test
  void resultsComeInTaskOrderFromSegmentsThatOverlap() {
    var batch = submit("0\n{\"custom_id\":\"one\",\"input\":1}\n2\n3\n4\n5\n");
    accept(
        batch,
        to -> {
          success(to, 4, 1, "\"four\"");
          failure(to, 1, 1, "first try");
          failure(to, 3, 1, "a");
        });
    accept(
        batch,
        to -> {
          success(to, 0, 1, "{\"a\":\n 0}");
          success(to, 1, 2, "[1]");
          failure(to, 3, 2, "b");
        });
    accept(
        batch,
        to -> {
          success(to, 4, 2, "\"late\"");
          success(to, 2, 1, "2");
          failure(to, 5, 1, "not final");
        });
    ended(batch, TaskSet.of(0, 1, 2, 4), TaskSet.of(3));
    var results = gateway.get("/jobs/" + batch + ".j/results");
    assertThat(results.type()).startsWith("application/x-ndjson");
    assertThat(results.response().headers().firstValue("Transfer-Encoding")).contains("chunked");
    assertThat(results.text())
        .isEqualTo(
            """
            {"task":0,"attempt":1,"result":{"a":  0},"duration_ms":1.2}
            {"task":1,"custom_id":"one","attempt":2,"result":[1],"duration_ms":1.2}
            {"task":2,"attempt":1,"result":2,"duration_ms":1.2}
            {"task":4,"attempt":1,"result":"four","duration_ms":1.2}
            """);
    assertThat(gateway.get("/jobs/" + batch + ".j/errors").text())
        .isEqualTo(
            "{\"task\":3,\"attempt\":2,\"error\":{\"kind\":\"odd\",\"message\":\"b\"},"
                + "\"duration_ms\":2}\n");
    assertThat(gateway.get("/batches/" + batch + "/results").text())
        .startsWith("{\"job\":\"j\",\"task\":0,");
  }

  @Test
  void ofAQuarantinedTaskTheErrorsTellWhatIsKnown() {
    var batch = submit(3);
    accept(
        batch,
        to -> {
          failure(to, 1, 1, "first try");
          failure(to, 2, 1, "odd");
        });
    ended(batch, TaskSet.of(0), TaskSet.of(1, 2));
    gateway.cluster.change(
        batch,
        entry ->
            entry.quarantined.add(
                new OutcomePage.Quarantined(1, 2, "took down 3 nodes: ana, bob, eve")));
    assertThat(gateway.get("/jobs/" + batch + ".j/errors").text())
        .isEqualTo(
            """
            {"task":1,"attempt":2,"error":{"kind":"poison","message":"took down 3 nodes: ana, bob, eve"},"duration_ms":0}
            {"task":2,"attempt":1,"error":{"kind":"odd","message":"odd"},"duration_ms":2}
            """);
    assertThat(gateway.get("/jobs/" + batch + ".j/tasks/1").at("/suspicion").textValue())
        .startsWith("took down 3 nodes");
  }

  @Test
  void whatRunsIsToldWithItsProgress() {
    var batch = submit(3);
    var since = Instant.parse("2026-01-02T03:04:05Z");
    gateway.cluster.change(
        batch,
        entry -> {
          entry.leased = TaskSet.of(0, 2);
          entry.running.add(new TaskAtWork(2, 1, "ana", since, "page 3 of 7", 42.5));
        });
    var running = gateway.get("/jobs/" + batch + ".j/running");
    assertThat(running.at("/items/0/task").intValue()).isEqualTo(2);
    assertThat(running.at("/items/0/step").textValue()).isEqualTo("page 3 of 7");
    assertThat(gateway.get("/jobs/" + batch + ".j/running?from=3").at("/items").size()).isZero();
    assertThat(gateway.get("/jobs/" + batch + ".j/running?limit=0").status()).isEqualTo(422);
    var task = gateway.get("/jobs/" + batch + ".j/tasks/2");
    assertThat(task.at("/running/0/percent").doubleValue()).isEqualTo(42.5);
    assertThat(gateway.get("/jobs/" + batch + ".j/tasks/0").at("/running").size()).isZero();
  }

  @Test
  void csvSpreadsFlatResultsOverColumns() {
    var batch = submit(3);
    accept(
        batch,
        to -> {
          success(to, 0, 1, "{\"a\":1,\"b\":\"=x\"}");
          success(to, 1, 1, "{\"a\":-2,\"c\":\"p,q\"}");
          failure(to, 2, 1, "said \"no\"");
        });
    ended(batch, TaskSet.of(0, 1), TaskSet.of(2));
    assertThat(gateway.get("/jobs/" + batch + ".j/results?format=csv").text())
        .isEqualTo(
            "task,custom_id,attempt,duration_ms,a,b,c\r\n"
                + "0,,1,1.2,1,'=x,\r\n"
                + "1,,1,1.2,-2,,\"p,q\"\r\n");
    assertThat(gateway.get("/jobs/" + batch + ".j/errors?format=csv").text())
        .isEqualTo(
            "task,custom_id,attempt,duration_ms,kind,message,detail\r\n"
                + "2,,1,2,odd,\"said \"\"no\"\"\",\r\n");
    assertThat(gateway.get("/batches/" + batch + "/results?format=csv").text())
        .startsWith("job,task,custom_id,attempt,duration_ms,result\r\nj,0,,1,1.2,\"{");
    assertThat(gateway.get("/jobs/" + batch + ".j/results?format=xml").status()).isEqualTo(422);
  }

  @Test
  void aJobWithoutOutcomesHasEmptyResults() {
    var batch = submit(3);
    assertThat(gateway.get("/jobs/" + batch + ".j/results").text()).isEmpty();
    assertThat(gateway.get("/jobs/" + batch + ".j/results?format=csv").text())
        .isEqualTo("task,custom_id,attempt,duration_ms,result\r\n");
  }

  @Test
  void manyInterleavedSegmentsAreMergedAcrossWindows() {
    int tasks = 20_000;
    int stripes = 50;
    var batch = submit(tasks);
    for (int stripe = 0; stripe < stripes; stripe++) {
      int first = stripe;
      accept(
          batch,
          to -> {
            for (int task = first; task < tasks; task += stripes) {
              success(to, task, 1, Integer.toString(task));
            }
          });
    }
    ended(batch, TaskSet.range(0, tasks).andNot(TaskSet.range(5_000, 11_000)), TaskSet.empty());
    var lines = gateway.get("/jobs/" + batch + ".j/results").text().split("\n");
    assertThat(lines).hasSize(tasks - 6_000);
    for (int at = 0; at < lines.length; at++) {
      int task = at < 5_000 ? at : at + 6_000;
      assertThat(lines[at]).startsWith("{\"task\":" + task + ",").contains("\"result\":" + task);
    }
  }

  @Test
  void aTaskIsFoundByItsIndexAndByItsId() {
    var batch = submit("{\"a\":0}\n{\"custom_id\":\"x/y 1\",\"input\":1}\n2\n");
    accept(
        batch,
        to -> {
          failure(to, 1, 1, "no");
          success(to, 1, 2, "{\"r\":1}");
        });
    ended(batch, TaskSet.of(1), TaskSet.empty());
    var byIndex = gateway.get("/jobs/" + batch + ".j/tasks/1");
    assertThat(byIndex.at("/custom_id").textValue()).isEqualTo("x/y 1");
    assertThat(byIndex.at("/state").textValue()).isEqualTo("succeeded");
    assertThat(byIndex.at("/input").intValue()).isEqualTo(1);
    assertThat(byIndex.at("/attempts/0/error/message").textValue()).isEqualTo("no");
    assertThat(byIndex.at("/attempts/1/result/r").intValue()).isEqualTo(1);
    assertThat(byIndex.at("/attempts/1/duration_ms").doubleValue()).isEqualTo(1.2);
    assertThat(byIndex.at("/attempts/1/node").textValue()).isEqualTo("ana");
    assertThat(gateway.get("/jobs/" + batch + ".j/tasks/x%2Fy%201").json())
        .isEqualTo(byIndex.json());
    assertThat(gateway.get("/jobs/" + batch + ".j/tasks/0").at("/input/a").intValue()).isZero();
    assertThat(gateway.get("/jobs/" + batch + ".j/tasks/3").status()).isEqualTo(404);
    assertThat(gateway.get("/jobs/" + batch + ".j/tasks/zzz").status()).isEqualTo(404);
  }

  @Test
  void tasksAreListedByStateAndPage() {
    var batch = submit(5);
    ended(batch, TaskSet.of(1, 3), TaskSet.empty());
    var page = gateway.get("/jobs/" + batch + ".j/tasks?status=pending&limit=2");
    assertThat(page.at("/items").findValuesAsText("index")).containsExactly("0", "2");
    assertThat(page.at("/next").intValue()).isEqualTo(4);
    var rest = gateway.get("/jobs/" + batch + ".j/tasks?status=pending&limit=2&from=4");
    assertThat(rest.at("/items").findValuesAsText("index")).containsExactly("4");
    assertThat(rest.at("/next").isMissingNode()).isTrue();
  }

  @Test
  void statusIsWhatTheCoordinatorSays() {
    var batch = submit(8);
    ended(batch, TaskSet.of(0), TaskSet.of(1, 2));
    var job = gateway.get("/jobs/" + batch + ".j/status");
    assertThat(job.at("/counts/pending").intValue()).isEqualTo(5);
    assertThat(job.at("/counts/completed").intValue()).isEqualTo(3);
    assertThat(job.at("/progress/percent").doubleValue()).isEqualTo(37.5);
    assertThat(job.at("/busy_ms").doubleValue()).isEqualTo(1.5);
    assertThat(job.at("/created_at").textValue()).isEqualTo("2026-01-01T12:00:00Z");
    assertThat(job.at("/priority").textValue()).isEqualTo("normal");
    assertThat(job.json().has("eta_seconds")).isFalse();
    assertThat(gateway.get("/jobs/" + batch + ".j").json()).isEqualTo(job.json());
    var whole = gateway.get("/api/batch/batches/" + batch);
    assertThat(whole.at("/jobs/0")).isEqualTo(job.json());
    assertThat(whole.at("/revision")).isEqualTo(job.at("/revision"));
    assertThat(gateway.get("/batches/" + batch + "/status").json()).isEqualTo(whole.json());
  }

  @Test
  void cancellingTwiceIsCancelling() {
    var batch = submit(2);
    assertThat(gateway.method("DELETE", "/jobs/" + batch + ".j").status()).isEqualTo(202);
    var again = gateway.method("DELETE", "/batches/" + batch);
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.at("/status").textValue()).isEqualTo("cancelled");
  }

  @Test
  void listsComePageByPage() {
    for (int written = 0; written < 2; written++) {
      var batch = submit(1);
      gateway.cluster.status(new BatchId(batch)).thenAccept(reply -> write(reply));
    }
    var first = gateway.get("/batches?status=queued&operation=raw&queue=default&limit=1");
    assertThat(gateway.views.asked.status()).isEqualTo(Status.QUEUED);
    assertThat(gateway.views.asked.tenant()).isEqualTo("default");
    assertThat(first.at("/items/0/progress/total").intValue()).isEqualTo(1);
    var cursor = first.at("/next_cursor").textValue();
    var second = gateway.get("/batches?cursor=" + cursor);
    assertThat(second.at("/items/0/id")).isNotEqualTo(first.at("/items/0/id"));
    assertThat(second.json().has("next_cursor")).isFalse();
    assertThat(gateway.get("/jobs").at("/items/0/id").textValue()).endsWith(".j");
  }

  private void write(io.gristworks.engine.protocol.CoordinatorReply.ToBatch reply) {
    if (reply instanceof io.gristworks.engine.protocol.CoordinatorReply.Standing(var status, _)) {
      gateway.views.write(status);
    }
  }

  @Test
  void aWorkerNodeIsDrainedAndTakesWorkAgain() {
    assertThat(gateway.method("PUT", "/workers/ana:1/drain").at("/draining").booleanValue())
        .isTrue();
    assertThat(gateway.get("/workers").at("/workers/0/draining").booleanValue()).isTrue();
    assertThat(gateway.method("DELETE", "/workers/ana:1/drain").at("/draining").booleanValue())
        .isFalse();
    var unknown = gateway.method("PUT", "/workers/bob:1/drain");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.at("/detail").textValue()).contains("bob:1");
  }

  @Test
  void theClusterIsShown() {
    var queue = gateway.get("/queue/status");
    assertThat(queue.at("/queues/0/pending_tasks").intValue()).isEqualTo(7);
    assertThat(queue.at("/queues/0/jobs/0/operation").textValue()).isEqualTo("raw");
    assertThat(gateway.get("/workers").at("/workers/0/busy_workers").intValue()).isEqualTo(3);
    var operations = gateway.get("/operations");
    assertThat(operations.at("/operations").findValuesAsText("name"))
        .containsExactly("count", "point", "raw", "scan", "sum");
    assertThat(operations.at("/operations/3/inputs_field").textValue()).isEqualTo("symbols");
    assertThat(operations.at("/operations/3/execution").textValue()).isEqualTo("cpu_bound");
    assertThat(operations.at("/operations/0/timeout_ms").intValue()).isEqualTo(60_000);
  }

  @Test
  void aBatchOfAnotherTenantIsNotThere() {
    var batch = submit(1);
    var entry = gateway.cluster.entry(batch);
    var spec = entry.spec;
    var theirs =
        new io.gristworks.core.batch.BatchSpec(
            "other", spec.name(), spec.labels(), spec.jobs(), spec.digest());
    gateway.cluster.batches.put(batch, new FakeCluster.Entry(theirs, false, entry.inputs));
    assertThat(gateway.get("/jobs/" + batch + ".j").status()).isEqualTo(404);
    assertThat(gateway.get("/jobs/" + batch + ".j/results").status()).isEqualTo(404);
    assertThat(gateway.method("DELETE", "/batches/" + batch).status()).isEqualTo(404);
    assertThat(gateway.post("/batches/" + batch + "/seal", JSON, "{}").status()).isEqualTo(404);
  }
}
