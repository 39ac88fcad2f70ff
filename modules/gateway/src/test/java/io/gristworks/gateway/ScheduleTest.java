package io.gristworks.gateway;

import static io.gristworks.gateway.GatewayFixture.JSON;
import static io.gristworks.gateway.GatewayFixture.NDJSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.gateway.GatewayFixture.Answer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
  private static final GatewayFixture GATEWAY = new GatewayFixture();
  private static final String JOB = "'job':{'operation':'count','tasks':[1,2]}";

  @AfterAll
  static void close() {
    GATEWAY.close();
  }

  @AfterEach
  void forget() {
    for (var item : GATEWAY.get("/schedules").at("/items")) {
      GATEWAY.method("DELETE", "/schedules/" + item.path("id").asText());
    }
  }

  private static Answer create(String fields) {
    return GATEWAY.post("/schedules", JSON, "{" + fields.replace('\'', '"') + "}");
  }

  private static Answer create(String name, String cron) {
    return create("'name':'" + name + "','cron':'" + cron + "'," + JOB);
  }

  @Test
  void aScheduleIsCreatedWithTheUsualRulesAndShown() {
    var created = create("nightly", "30 2 * * *");

    assertThat(created.status()).as(created.text()).isEqualTo(201);
    var id = created.at("/id").asText();
    assertThat(created.response().headers().firstValue("Location"))
        .contains("/api/v1/batch/schedules/" + id);
    assertThat(created.at("/zone").asText()).isEqualTo("UTC");
    assertThat(created.at("/misfire").asText()).isEqualTo("once");
    assertThat(created.at("/overlap").asText()).isEqualTo("skip");
    assertThat(created.at("/paused").asBoolean()).isFalse();
    assertThat(Instant.parse(created.at("/next_due").asText()).toString()).endsWith("T02:30:00Z");
    var shown = GATEWAY.get("/schedules/nightly");
    assertThat(shown.at("/job/tasks/1").asInt()).isEqualTo(2);
    assertThat(shown.at("/runs").isEmpty()).isTrue();
    assertThat(GATEWAY.get("/schedules/" + id).json()).isEqualTo(shown.json());
    assertThat(GATEWAY.store.uploads.isEmpty()).as("checking its tasks stored none").isTrue();
  }

  @Test
  void listsGoByNameInPages() {
    create("b", "@daily");
    create("a", "@daily");
    create("c", "@daily");

    var first = GATEWAY.get("/schedules?limit=2");
    var cursor = first.at("/next_cursor").asText();
    var second = GATEWAY.get("/schedules?limit=2&cursor=" + cursor);

    assertThat(first.at("/items").findValuesAsText("name")).containsExactly("a", "b");
    assertThat(second.at("/items").findValuesAsText("name")).containsExactly("c");
    assertThat(second.json().has("next_cursor")).isFalse();
  }

  @Test
  void theNextTimesAreToldInItsZone() {
    create("'name':'night','cron':'30 2 * * *','zone':'Asia/Kolkata','paused':true," + JOB);

    var next = GATEWAY.get("/schedules/night/next?count=3");

    assertThat(next.at("/next").size()).isEqualTo(3);
    assertThat(next.at("/paused").asBoolean()).isTrue();
    var first = Instant.parse(next.at("/next/0/due_at").asText());
    assertThat(next.at("/next/0/local").asText()).contains("T02:30").endsWith("+05:30");
    assertThat(Instant.parse(next.at("/next/1/due_at").asText()))
        .isEqualTo(first.plus(Duration.ofDays(1)));
    assertThat(GATEWAY.get("/schedules/night/next?count=101").status()).isEqualTo(422);
  }

  @Test
  void pauseAndResumeAreIdempotent() {
    create("nightly", "@daily");

    for (int turn = 0; turn < 2; turn++) {
      var paused = GATEWAY.method("PUT", "/schedules/nightly/pause");
      assertThat(paused.status()).isEqualTo(200);
      assertThat(paused.at("/paused").asBoolean()).isTrue();
      assertThat(paused.json().has("next_due")).isFalse();
    }
    for (int turn = 0; turn < 2; turn++) {
      var resumed = GATEWAY.method("PUT", "/schedules/nightly/resume");
      assertThat(resumed.at("/paused").asBoolean()).isFalse();
      assertThat(resumed.json().has("next_due")).isTrue();
    }
  }

  @Test
  void aTriggerSubmitsTheStoredJobOnceUnderAKey() {
    create("yearly", "@yearly");

    var first = trigger("k");
    var again = trigger("k");
    var other = trigger("l");

    assertThat(first.status()).as(first.text()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.at("/id")).isEqualTo(first.at("/id"));
    assertThat(other.at("/id")).isNotEqualTo(first.at("/id"));
    assertThat(GATEWAY.inputs(first.at("/batch").asText())).containsExactly("1", "2");
    var runs = GATEWAY.get("/schedules/yearly").at("/runs");
    assertThat(runs.findValuesAsText("state")).containsExactly("submitted", "submitted");
    assertThat(runs.findValuesAsText("batch")).contains(first.at("/batch").asText());
  }

  private static Answer trigger(String key) {
    return GATEWAY.post("/schedules/yearly/trigger", JSON, "", "Idempotency-Key", key);
  }

  @Test
  void aNameIsTakenOnceAndFreeAgainWhenDeleted() {
    create("nightly", "@daily");

    var again = create("nightly", "@hourly");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.type()).startsWith("application/problem+json");
    assertThat(again.at("/errors/0/pointer").asText()).isEqualTo("/name");
    assertThat(GATEWAY.method("DELETE", "/schedules/nightly").status()).isEqualTo(200);
    assertThat(GATEWAY.get("/schedules/nightly").status()).isEqualTo(404);
    assertThat(GATEWAY.method("DELETE", "/schedules/nightly").status()).isEqualTo(404);
    assertThat(create("nightly", "@hourly").status()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'cron':'61 * * * *'            | /cron    | minute is '61'; allowed are 0-59",
        "'cron':'0 0 30 2 *'            | /cron    | never comes",
        "'cron':'* * *'                 | /cron    | has 3 fields",
        "'cron':7                       | /cron    | must be a string",
        "'colour':7                     | /cron    | cron is missing",
        "'zone':'Mars/Base'             | /zone    | 'Mars/Base' is no time zone",
        "'zone':'europe/berlin'         | /zone    | did you mean Europe/Berlin?",
        "'zone':'+02:00'                | /zone    | is no time zone",
        "'misfire':'never'              | /misfire | must be one of [skip, once, all]",
        "'overlap':'maybe'              | /overlap | must be one of [skip, allow, queue, cancel]",
        "'paused':1                     | /paused  | must be true or false",
        "'name':'a b'                   | /name    | must be 1 to 64 of",
        "'name':'s00000000000000000000' | /name    | looks like the id",
        "'colour':1                     | /colour  | unknown field colour",
        "'batch':{}                     | /batch   | is given beside job",
        "'job':{'operation':'nope'}     | /job/operation | 'nope' is unknown",
        "'job':{'operation':'count','tasks':[]}      | /job/tasks   | at least one task",
        "'job':{'operation':'count','tasks':[1,'x']} | /job/tasks/1 | task 1: must be a whole",
        "'job':7                        | /job     | must be a JSON object",
      })
  void whatIsWrongIsPointedAt(String field, String pointer, String says) {
    var fields = new StringBuilder(field);
    if (!field.startsWith("'name'")) {
      fields.append(",'name':'n'");
    }
    if (!field.startsWith("'cron'") && !field.startsWith("'colour':7")) {
      fields.append(",'cron':'@daily'");
    }
    if (!field.startsWith("'job'")) {
      fields.append(',').append(JOB);
    }

    var answer = create(fields.toString());

    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.at("/errors"))
        .anySatisfy(
            error -> {
              assertThat(error.path("pointer").asText()).isEqualTo(pointer);
              assertThat(error.path("detail").asText()).contains(says);
            });
    assertThat(GATEWAY.get("/schedules").at("/items").isEmpty()).isTrue();
  }

  @Test
  void aBatchOfSeveralJobsIsCheckedAsAtItsSubmission() {
    var jobs =
        "[{'operation':'count','name':'a','tasks':[1]},{'operation':'count','name':'b','after':['%s'],'tasks':[2]}]";
    var head = "'name':'n','cron':'@daily','batch':{'jobs':";

    var unknown = create(head + jobs.formatted("z") + "}");
    var open = create(head + jobs.formatted("a") + ",'open':true}");
    var good = create(head + jobs.formatted("a") + "}");

    assertThat(unknown.at("/errors/0/pointer").asText()).isEqualTo("/batch/jobs/1/after/0");
    assertThat(open.at("/errors/0/pointer").asText()).isEqualTo("/batch/open");
    assertThat(good.status()).as(good.text()).isEqualTo(201);
    var triggered = GATEWAY.post("/schedules/n/trigger", JSON, "");
    assertThat(triggered.status()).isEqualTo(201);
    assertThat(triggered.at("/jobs").size()).isEqualTo(2);
  }

  @Test
  void whatIsTooLongOrNoJsonIsRefused() {
    var tasks = "1,".repeat(600_000) + "1";

    var longBody =
        create("'name':'n','cron':'@daily','job':{'operation':'count','tasks':[" + tasks + "]}");
    assertThat(longBody.status()).isEqualTo(413);
    var longBatch =
        create(
            "'name':'n','cron':'@daily','job':{'operation':'count','tasks':["
                + tasks.substring(0, 1_050_001)
                + "]}");
    assertThat(longBatch.status()).isEqualTo(422);
    assertThat(longBatch.at("/detail").asText()).contains("the limit is 1048576");
    assertThat(GATEWAY.post("/schedules", NDJSON, "{}").status()).isEqualTo(415);
    assertThat(GATEWAY.post("/schedules", JSON, "{").status()).isEqualTo(400);
    assertThat(GATEWAY.post("/schedules", JSON, "[]").status()).isEqualTo(422);
    assertThat(GATEWAY.method("PUT", "/schedules").status()).isEqualTo(405);
    assertThat(GATEWAY.method("PUT", "/schedules/none/pause").status()).isEqualTo(404);
  }
}
