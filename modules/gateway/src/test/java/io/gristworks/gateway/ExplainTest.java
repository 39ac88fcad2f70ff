package io.gristworks.gateway;

import static io.gristworks.gateway.GatewayFixture.NDJSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.ErrorGroup;
import io.gristworks.core.batch.Status;
import io.gristworks.core.task.TaskError;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.view.QueueStatus;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.store.segment.OutcomePacker;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExplainTest {
  private GatewayFixture gateway;
  private String batch;

  @BeforeAll
  void start() {
    gateway = new GatewayFixture();
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  @BeforeEach
  void submit() {
    var lines =
        "{\"custom_id\":\"one\",\"input\":1}\n"
            + IntStream.range(1, 30).mapToObj(n -> n + "\n").collect(Collectors.joining());
    batch = gateway.post("/jobs?operation=raw&name=j", NDJSON, lines).at("/batch").textValue();
  }

  private void accept(String node, Consumer<OutcomePacker> outcomes) {
    var packer = new OutcomePacker(node);
    outcomes.accept(packer);
    var sealed = packer.seal(new BatchId(batch), 0, UUID.randomUUID());
    gateway.store.writeOutcomes(List.of(sealed));
    gateway.cluster.change(batch, entry -> entry.segments.add(sealed.ref()));
  }

  /** Twenty successes on ana, ten failures on bob, of which the first is told in full. */
  private void end() {
    var json = "1".getBytes(StandardCharsets.UTF_8);
    accept(
        "ana",
        to -> {
          for (int task = 0; task < 20; task++) {
            to.succeeded(task, 1, json, 0, 1, 1_000L * (task + 1));
          }
        });
    accept(
        "bob",
        to -> {
          for (int task = 20; task < 30; task++) {
            to.failed(task, 1, new TaskError("io", "cut " + task, "at x\n\tat y", false), 500);
          }
        });
    gateway.cluster.change(
        batch,
        entry -> {
          entry.succeeded = TaskSet.range(0, 20);
          entry.failed = TaskSet.range(20, 30);
          entry.status = Status.COMPLETED;
          entry.errors.add(
              new ErrorGroup("io", 10, 20, "cut 20", "cut #", FakeCluster.NOON, FakeCluster.NOON));
        });
  }

  @Test
  void aJobABatchAndATaskSayWhy() {
    gateway.cluster.waiting.add(new QueueStatus.WaitingJob("default", batch, 0, "raw", 4, 30));
    var job = gateway.get("/jobs/" + batch + ".j/explain");
    assertThat(job.status()).as(job.text()).isEqualTo(200);
    assertThat(job.at("/sentence").textValue()).startsWith("it is behind 1 job in queue default");
    assertThat(job.at("/reasons/0/kind").textValue()).isEqualTo("queue_position");
    assertThat(job.at("/reasons/0/figures/tasks_ahead").intValue()).isEqualTo(7);
    assertThat(job.at("/status").textValue()).isEqualTo("queued");
    var whole = gateway.get("/batches/" + batch + "/explain");
    assertThat(whole.at("/sentence").textValue()).isEqualTo("of its 1 job 1 is queued");
    assertThat(whole.at("/jobs/0/job").textValue()).isEqualTo("j");
    assertThat(whole.at("/jobs/0/reasons")).isEqualTo(job.at("/reasons"));
    var task = gateway.get("/jobs/" + batch + ".j/tasks/one/explain");
    assertThat(task.at("/task").intValue()).isZero();
    assertThat(task.at("/status").textValue()).isEqualTo("pending");
    assertThat(task.at("/reasons")).isEqualTo(job.at("/reasons"));
    assertThat(gateway.get("/jobs/" + batch + ".j/tasks/two/explain").status()).isEqualTo(404);
  }

  @Test
  void aReportTellsAttemptsSlowestTasksFailuresAndNodes() {
    end();
    var report = gateway.get("/jobs/" + batch + ".j/report");

    assertThat(report.status()).as(report.text()).isEqualTo(200);
    assertThat(report.at("/attempts/total").intValue()).isEqualTo(30);
    assertThat(report.at("/attempts/failed").intValue()).isEqualTo(10);
    assertThat(report.at("/attempt_ms/max").doubleValue()).isEqualTo(20);
    var job = report.at("/jobs/0");
    assertThat(job.at("/slowest")).hasSize(10);
    assertThat(job.at("/slowest").findValuesAsText("task")).startsWith("19", "18").endsWith("10");
    assertThat(job.at("/slowest/0/duration_ms").doubleValue()).isEqualTo(20);
    assertThat(job.at("/errors/0/id").textValue()).startsWith("io-");
    assertThat(job.at("/errors/0/detail").textValue()).isEqualTo("at x\n\tat y");
    assertThat(job.at("/errors/0/node").textValue()).isEqualTo("bob");
    assertThat(report.at("/nodes").findValuesAsText("node")).containsExactly("ana", "bob");
    assertThat(report.at("/nodes/1/failed").intValue()).isEqualTo(10);
    assertThat(gateway.get("/batches/" + batch + "/report").at("/jobs/0")).isEqualTo(job);
  }

  @Test
  void aReportCanBeReadByPeople() {
    end();
    var path = "/jobs/" + batch + ".j/report";
    var asked = gateway.get(path + "?format=text");
    var accepted =
        gateway.send(HttpRequest.newBuilder(gateway.uri(path)).header("Accept", "text/plain"));

    assertThat(asked.type()).startsWith("text/plain");
    assertThat(asked.text())
        .contains("  tasks     30: 20 succeeded, 10 failed, 0 cancelled, 0 unfinished")
        .contains("  node      bob: 10 attempts, 10 failed")
        .contains("  slow      task 19, attempt 1: 20.0 ms on ana, succeeded")
        .contains("            task 20: cut 20")
        .contains("              at x");
    assertThat(accepted.text()).isEqualTo(asked.text());
    assertThat(gateway.get(path + "?format=pdf").status()).isEqualTo(422);
  }

  @Test
  void deadLettersAreFoundByJobOperationAndCause() {
    end();
    gateway
        .cluster
        .status(new BatchId(batch))
        .thenAccept(
            reply -> {
              if (reply instanceof CoordinatorReply.Standing(var status, _)) {
                gateway.views.write(status);
              }
            });
    var found = gateway.get("/dead-letters?operation=raw");
    assertThat(found.status()).as(found.text()).isEqualTo(200);
    assertThat(found.at("/items/0/id").textValue()).isEqualTo(batch + ".j");
    assertThat(found.at("/items/0/failed").intValue()).isEqualTo(10);
    assertThat(found.at("/items/0/groups/0/sample_message").textValue()).isEqualTo("cut 20");
    assertThat(found.at("/items/0/links/retry").textValue()).endsWith(batch + ".j/retry");
    var group = found.at("/items/0/groups/0/id").textValue();
    assertThat(gateway.get("/dead-letters?job=" + batch + "&group=" + group).at("/items"))
        .isEqualTo(found.at("/items"));
    assertThat(gateway.get("/dead-letters?job=" + batch + ".j&group=io").at("/items")).hasSize(1);
    assertThat(gateway.get("/dead-letters?job=" + batch + ".j&group=x").at("/items")).isEmpty();
    assertThat(gateway.get("/dead-letters?limit=0").status()).isEqualTo(422);
  }
}
