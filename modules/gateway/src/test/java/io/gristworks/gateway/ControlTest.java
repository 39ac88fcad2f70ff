package io.gristworks.gateway;

import static io.gristworks.gateway.GatewayFixture.JSON;
import static io.gristworks.gateway.GatewayFixture.NDJSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchCommand.Selection;
import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.task.TaskSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlTest {
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
    var lines = "{\"custom_id\":\"one\",\"input\":1}\n2\n3\n";
    batch = gateway.post("/jobs?operation=raw&name=j", NDJSON, lines).at("/batch").textValue();
  }

  private BatchCommand told() {
    return gateway.cluster.entry(batch).commands.getLast();
  }

  @Test
  void aPausedJobTellsByWhomAndWhy() {
    var job = gateway.method("PUT", "/jobs/" + batch + ".j/pause", "{\"reason\":\"too hot\"}");

    assertThat(job.status()).isEqualTo(200);
    assertThat(told()).isEqualTo(new BatchCommand.Pause("j", "admin", "too hot"));
    assertThat(job.at("/status").textValue()).isEqualTo("paused");
    assertThat(job.at("/paused/by").textValue()).isEqualTo("admin");
    assertThat(job.at("/paused/reason").textValue()).isEqualTo("too hot");
    assertThat(job.at("/paused/at").textValue()).isEqualTo("2026-01-01T12:00:00Z");
    var resumed = gateway.method("PUT", "/batches/" + batch + "/resume");
    assertThat(told()).isEqualTo(new BatchCommand.Resume(null, "admin"));
    assertThat(resumed.at("/jobs/0").has("paused")).isFalse();
  }

  @Test
  void priorityLimitsAndDeadlineAreChangedTogether() {
    var changed =
        gateway.method(
            "PATCH",
            "/jobs/" + batch + ".j",
            """
            {"priority":"critical","limits":{"max_concurrent":3,"per_second":0.5},
             "deadline":"2030-01-01T02:00:00+02:00"}\
            """);

    assertThat(changed.status()).isEqualTo(200);
    assertThat(gateway.cluster.entry(batch).commands)
        .containsExactly(
            new BatchCommand.SetPriority("j", Priority.CRITICAL, "admin"),
            new BatchCommand.SetLimits("j", new JobLimits(3, 0.5), "admin"),
            new BatchCommand.SetDeadline("j", Instant.parse("2030-01-01T00:00:00Z"), "admin"));
    gateway.method("PATCH", "/batches/" + batch, "{\"deadline\":null,\"limits\":null}");
    assertThat(told()).isEqualTo(new BatchCommand.SetDeadline(null, null, "admin"));
  }

  @Test
  void limitsThatAreInfiniteChangeNothing() {
    for (var wrong : List.of("1e999", "-1e999", "1e-300", "1e10", "\"Infinity\"")) {
      var answer =
          gateway.method(
              "PATCH", "/batches/" + batch, "{\"limits\":{\"per_second\":" + wrong + "}}");
      assertThat(answer.status()).as(wrong).isEqualTo(422);
      assertThat(answer.at("/errors/0/pointer").textValue()).isEqualTo("/limits/per_second");
      assertThat(answer.at("/detail").textValue()).contains("0.00001 to 1000000000", wrong);
    }
    assertThat(gateway.cluster.entry(batch).commands).isEmpty();
  }

  @Test
  void aCancellationIsGracefulOrNot() {
    assertThat(gateway.method("DELETE", "/jobs/" + batch + ".j").status()).isEqualTo(202);
    assertThat(told()).isEqualTo(new BatchCommand.Cancel("j", "cancelled on request", null));
    gateway.method("DELETE", "/batches/" + batch + "?mode=graceful&grace=1m30s&reason=moved");
    assertThat(told()).isEqualTo(new BatchCommand.Cancel(null, "moved", Duration.ofSeconds(90)));
    gateway.method("DELETE", "/batches/" + batch + "?mode=graceful");
    assertThat(told())
        .isEqualTo(new BatchCommand.Cancel(null, "cancelled on request", Duration.ofSeconds(30)));
  }

  @Test
  void failedTasksAreTriedAgainByGroupByNameOrAll() {
    var path = "/jobs/" + batch + ".j/retry";

    assertThat(gateway.method("POST", path).status()).isEqualTo(202);
    assertThat(told())
        .isEqualTo(new BatchCommand.RetryFailed("j", new Selection.All(), 0, "admin"));
    gateway.post(path, JSON, "{\"group\":\"timeout-1\",\"canary\":5}");
    assertThat(told())
        .isEqualTo(
            new BatchCommand.RetryFailed("j", new Selection.OfGroup("timeout-1"), 5, "admin"));
    gateway.post(path, JSON, "{\"tasks\":[2,\"one\"]}");
    assertThat(told())
        .isEqualTo(
            new BatchCommand.RetryFailed("j", new Selection.These(TaskSet.of(0, 2)), 0, "admin"));
    gateway.post("/batches/" + batch + "/retry", JSON, "{\"all\":true}");
    assertThat(told())
        .isEqualTo(new BatchCommand.RetryFailed(null, new Selection.All(), 0, "admin"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PUT|/jobs/B.j/pause|{\"why\":1}|/why|unknown field why",
        "PUT|/jobs/B.j/pause|{\"reason\":1}|/reason|must be a string",
        "PATCH|/jobs/B.j|{}||nothing to change",
        "PATCH|/jobs/B.j|{\"priority\":\"x\"}|/priority|[low, normal, high, critical]",
        "PATCH|/jobs/B.j|{\"limits\":{\"max_concurrent\":-1}}|/limits/max_concurrent|was -1",
        "PATCH|/jobs/B.j|{\"deadline\":\"noon\"}|/deadline|with its offset",
        "PATCH|/jobs/B.j|{\"deadline\":\"9999-12-31T00:00:00Z\"}|/deadline|before 2100",
        "DELETE|/jobs/B.j?mode=soft||/mode|[now, graceful]",
        "DELETE|/jobs/B.j?grace=3s||/grace|mode=graceful alone",
        "DELETE|/jobs/B.j?mode=graceful&grace=3||/grace|such as 30s",
        "POST|/jobs/B.j/retry|{\"all\":false}|/all|can only be true",
        "POST|/jobs/B.j/retry|{\"all\":true,\"group\":\"g\"}|/all|beside group",
        "POST|/jobs/B.j/retry|{\"tasks\":[\"two\"]}|/tasks/0|there is no task",
        "POST|/jobs/B.j/retry|{\"canary\":0}|/canary|was 0",
        "POST|/batches/B/retry|{\"tasks\":[1]}|/tasks|of a job alone",
      })
  void whatIsNotInOrderIsRefusedAndChangesNothing(
      String method, String path, String body, String pointer, String part) {
    var answer = gateway.method(method, path.replace("B", batch), body == null ? "" : body);

    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.at("/errors/0/pointer").textValue())
        .isEqualTo(pointer == null ? "" : pointer);
    assertThat(answer.at("/errors/0/detail").textValue()).contains(part);
    assertThat(gateway.cluster.entry(batch).commands).isEmpty();
  }

  @Test
  void whatIsNotThereCannotBeCommanded() {
    assertThat(gateway.method("PUT", "/jobs/" + batch + ".k/pause").status()).isEqualTo(404);
    assertThat(gateway.method("PUT", "/jobs/" + batch + "/pause").status()).isEqualTo(404);
    assertThat(gateway.method("PATCH", "/batches/" + batch + ".j", "{}").status()).isEqualTo(404);
  }

  @Test
  void anOpenBatchTakesOneMoreJobWithItsTasksOnce() {
    var open =
        gateway
            .post(
                "/batches",
                JSON,
                "{\"open\":true,\"jobs\":[{\"name\":\"a\",\"operation\":\"raw\"}]}")
            .at("/id")
            .textValue();
    var path = "/batches/" + open + "/jobs";
    var more = "{\"name\":\"b\",\"operation\":\"raw\",\"after\":[\"a\"],\"tasks\":[1,2]}";

    var added = gateway.post(path, JSON, more);
    assertThat(added.status()).as(added.text()).isEqualTo(201);
    assertThat(added.at("/id").textValue()).isEqualTo(open + ".b");
    assertThat(added.at("/counts/total").intValue()).isEqualTo(2);
    assertThat(added.response().headers().firstValue("Location"))
        .contains("/api/v1/batch/jobs/" + open + ".b");
    var again = gateway.post(path, JSON, more);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.at("/counts/total").intValue()).isEqualTo(2);
    var stranger = gateway.post(path, JSON, more.replace("\"a\"", "\"z\""));
    assertThat(stranger.status()).isEqualTo(422);
    assertThat(stranger.at("/errors/0/pointer").textValue()).isEqualTo("/after/0");
    var empty = gateway.post(path, JSON, "{\"name\":\"c\",\"operation\":\"raw\",\"tasks\":[]}");
    assertThat(empty.at("/errors/0/pointer").textValue()).isEqualTo("/tasks");
  }
}
