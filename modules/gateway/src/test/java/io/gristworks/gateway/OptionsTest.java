package io.gristworks.gateway;

import static io.gristworks.gateway.GatewayFixture.JSON;
import static io.gristworks.gateway.GatewayFixture.NDJSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchDependency;
import io.gristworks.core.batch.Condition;
import io.gristworks.core.batch.Dependency;
import io.gristworks.core.batch.FailureBudget;
import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.batch.JobOptions;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.JobTimes;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.RetryPolicy;
import io.gristworks.core.batch.TaskSource;
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
class OptionsTest {
  private static final RetryPolicy RETRY =
      new RetryPolicy(
          7,
          Duration.ofMillis(500),
          Duration.ofSeconds(90),
          List.of("io", "timeout"),
          List.of("bad_input"),
          12.5);
  private static final JobTimes TIMES =
      new JobTimes(
          Instant.parse("2030-01-01T08:00:00Z"),
          Instant.parse("2030-01-02T08:00:00Z"),
          Duration.ofHours(2));
  private static final JobOptions OPTIONS =
      new JobOptions(
          TaskSource.SUBMITTED,
          FailureBudget.percent(2.5, FailureBudget.Then.CANCEL),
          new JobLimits(8, 0.5),
          TIMES,
          0);

  private GatewayFixture gateway;

  @BeforeAll
  void start() {
    gateway = new GatewayFixture();
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  private JobSpec job(GatewayFixture.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return gateway.cluster.entry(answer.at("/batch").textValue()).spec.jobs().getLast();
  }

  private void check(JobSpec job) {
    assertThat(job.priority()).isEqualTo(Priority.CRITICAL);
    assertThat(job.retry()).isEqualTo(RETRY);
    assertThat(job.timeout()).isEqualTo(Duration.ofMinutes(3));
    assertThat(job.options()).isEqualTo(OPTIONS);
  }

  @Test
  void aJobMaySayAllOfIt() {
    check(
        job(
            gateway.post(
                "/jobs",
                JSON,
                """
                {"operation":"raw","tasks":[1],"priority":"critical","timeout":"3m",
                 "retry":{"max_attempts":7,"backoff":"500ms","max_backoff":"1m30s",
                   "retry_on":["timeout","io"],"give_up_on":["bad_input"],
                   "restarts_per_second":12.5},
                 "max_failures":"2.5%","then":"cancel","crash_budget":0,
                 "limits":{"max_concurrent":8,"per_second":0.5},
                 "start_at":"2030-01-01T09:00:00+01:00","deadline":"2030-01-02T08:00:00Z",
                 "timeout_total":"2h"}\
                """)));
  }

  @Test
  void aQueryMaySayAllOfIt() {
    check(
        job(
            gateway.post(
                "/jobs?operation=raw&priority=critical&timeout_ms=180000&max_attempts=7"
                    + "&backoff=500ms&max_backoff_ms=90000&retry_on=timeout,io"
                    + "&give_up_on=bad_input&restarts_per_second=12.5&max_failures=2.5%25"
                    + "&then=cancel&crash_budget=0&max_concurrent=8&per_second=0.5"
                    + "&start_at=2030-01-01T08:00:00Z&deadline=2030-01-02T08:00:00Z"
                    + "&timeout_total=2h",
                NDJSON, "1\n")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"max_failures\":3|3|TASKS|PAUSE",
        "\"max_failures\":\"50 %\"|50|PERCENT|PAUSE",
        "\"continue_on_failure\":false|0|TASKS|CANCEL",
        "\"continueOnFailure\":false,\"then\":\"pause\"|0|TASKS|PAUSE",
        "\"continue_on_failure\":true|0|UNLIMITED|PAUSE",
      })
  void failuresHaveABudget(
      String said, double most, FailureBudget.Unit unit, FailureBudget.Then then) {
    var job =
        job(gateway.post("/jobs", JSON, "{\"operation\":\"raw\",\"tasks\":[1]," + said + "}"));

    assertThat(job.options().budget()).isEqualTo(new FailureBudget(most, unit, then));
  }

  @Test
  void jobsWaitForEachOtherAndFeedEachOther() {
    var answer =
        gateway.post(
            "/batches",
            JSON,
            """
            {"jobs":[
              {"name":"load","operation":"raw","tasks":[1]},
              {"name":"mend","operation":"raw","tasks":[1],
               "after":[{"job":"load","condition":"failed"}]},
              {"name":"scan","operation":"raw","tasks_from":"load"},
              {"name":"late","operation":"raw","tasks_from":{"job":"load","mode":"collect"}},
              {"name":"sum","operation":"sum","reduce":true,
               "after":["scan",{"job":"late","condition":"completed"}]}]}\
            """);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    var jobs = gateway.cluster.entry(answer.at("/id").textValue()).spec.jobs();

    assertThat(jobs.get(1).after()).containsExactly(new Dependency("load", Condition.FAILED));
    assertThat(jobs.get(2).source()).isEqualTo(TaskSource.streamed("load"));
    assertThat(jobs.get(3).source()).isEqualTo(TaskSource.collected("load"));
    assertThat(jobs.get(4).source()).isEqualTo(TaskSource.REDUCED);
    assertThat(jobs.get(4).after())
        .containsExactly(Dependency.succeeded("scan"), new Dependency("late", Condition.COMPLETED));
  }

  @Test
  void aBatchWaitsForBatchesThatAreThere() {
    var first = gateway.post("/jobs?operation=raw", NDJSON, "1\n").at("/batch").textValue();
    var body = "{\"operation\":\"raw\",\"tasks\":[1],\"after_batches\":[%s]}";

    var named = gateway.post("/jobs", JSON, body.formatted("\"" + first + "\""));
    assertThat(gateway.cluster.entry(named.at("/batch").textValue()).spec.afterBatches())
        .containsExactly(new BatchDependency(first, Condition.SUCCEEDED));
    var queried = gateway.post("/jobs?operation=raw&after_batches=" + first, NDJSON, "1\n");
    assertThat(gateway.cluster.entry(queried.at("/batch").textValue()).spec.afterBatches())
        .containsExactly(new BatchDependency(first, Condition.SUCCEEDED));
    var conditioned = body.formatted("{\"batch\":\"" + first + "\",\"condition\":\"completed\"}");
    var answer = gateway.post("/jobs", JSON, conditioned);
    assertThat(gateway.cluster.entry(answer.at("/batch").textValue()).spec.afterBatches())
        .containsExactly(new BatchDependency(first, Condition.COMPLETED));
  }
}
