package io.gristworks.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gristworks.client.GristClient;
import io.gristworks.client.RequestRefused;
import io.gristworks.client.Schedules;
import io.gristworks.client.WatchSettings;
import io.gristworks.client.WorkId;
import io.gristworks.handler.TaskHandler;
import io.gristworks.node.GristNode;
import io.gristworks.node.NodeSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ScheduleTest {
  private static final String EACH_SECOND = "* * * * * *";
  private static final String NEW_YEAR = "@yearly";

  @RegisterExtension static final GristTest grist = SharedNode.NODE;

  private static Schedules schedules() {
    return grist.client().schedules();
  }

  private static Map<String, Object> wording(
      String name, String cron, Map<String, ?> more, TaskHandler<Integer, Object> handler) {
    var document = new HashMap<String, Object>(more);
    document.put("name", name);
    document.put("cron", cron);
    document.put(
        "job",
        Map.of(
            "operation", "script",
            "parameters", SharedNode.SCRIPT.scene(handler),
            "tasks", List.of(1, 2)));
    return document;
  }

  /** Its last runs, once they are as they should be. */
  private static List<JsonNode> runs(
      Schedules of, String name, Predicate<List<JsonNode>> asTheyShould) {
    return await()
        .atMost(SharedNode.LONG)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              var runs = new ArrayList<JsonNode>();
              of.show(name).path("runs").forEach(runs::add);
              return runs;
            },
            asTheyShould);
  }

  @Test
  void eachSecondABatchIsRunUntilItIsPaused() throws Exception {
    var ran = new AtomicInteger();
    schedules()
        .create(
            wording(
                "ticks",
                EACH_SECOND,
                Map.of("overlap", "allow"),
                (number, _) -> ran.incrementAndGet()));

    var runs =
        runs(
            schedules(),
            "ticks",
            all ->
                all.stream().filter(run -> run.path("status").asText().equals("completed")).count()
                    >= 3);

    assertThat(runs).extracting(run -> run.path("due_at").asText()).doesNotHaveDuplicates();
    assertThat(runs).extracting(run -> run.path("batch").asText()).doesNotHaveDuplicates();
    assertThat(runs.getLast().at("/counts/succeeded").asLong()).isEqualTo(2);
    assertThat(ran.get()).isGreaterThanOrEqualTo(6);

    var paused = schedules().pause("ticks");
    assertThat(schedules().pause("ticks").path("paused").asBoolean()).isTrue();
    assertThat(paused.has("next_due")).isFalse();
    int before = schedules().show("ticks").path("runs").size();
    var pausedAt = Instant.now();
    await().atMost(SharedNode.LONG).until(() -> Instant.now().isAfter(pausedAt.plusMillis(2_500)));
    assertThat(schedules().show("ticks").path("runs").size()).isEqualTo(before);

    var resumed = schedules().resume("ticks");
    assertThat(Instant.parse(resumed.path("next_due").asText())).isAfter(pausedAt);
    var again = runs(schedules(), "ticks", all -> all.size() > before);
    var firstAgain = again.get(again.size() - before - 1);
    assertThat(Instant.parse(firstAgain.path("due_at").asText()))
        .as("what was due during the pause is not made up for")
        .isAfter(pausedAt.plusMillis(2_000));

    schedules().delete("ticks");
    assertThat(
            catchThrowableOfType(RequestRefused.class, () -> schedules().show("ticks"))
                .problem()
                .status())
        .isEqualTo(404);
  }

  @Test
  void aTriggerRunsItNowThoughItIsPausedAndOnceUnderAKey() throws Exception {
    schedules()
        .create(wording("yearly", NEW_YEAR, Map.of("paused", true), (number, _) -> number * 10));

    var first = schedules().trigger("yearly", Optional.of("k"));
    var again = schedules().trigger("yearly", Optional.of("k"));
    var other = schedules().trigger("yearly", Optional.empty());

    assertThat(first.repeated()).isFalse();
    assertThat(again.repeated()).isTrue();
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(other.id()).isNotEqualTo(first.id());
    assertThat(grist.running().follow(first.id()).await(SharedNode.LONG).results(Integer.class))
        .containsExactly(10, 20);
    var runs =
        runs(
            schedules(),
            "yearly",
            all -> all.stream().allMatch(run -> run.path("status").asText().equals("completed")));
    assertThat(runs).hasSize(2).allMatch(run -> run.path("by").asText().equals("trigger"));
    schedules().delete("yearly");
  }

  @Test
  void whileARunGoesOnDueTimesAreLeftOut() throws Exception {
    var gate = new CountDownLatch(1);
    schedules()
        .create(
            wording(
                "slow",
                EACH_SECOND,
                Map.of("overlap", "skip"),
                (number, _) -> {
                  gate.await();
                  return number;
                }));

    await()
        .atMost(SharedNode.LONG)
        .until(() -> schedules().show("slow").at("/skipped/count").asLong() >= 2);

    var slow = schedules().show("slow");
    assertThat(slow.at("/skipped/reason").asText()).isEqualTo("overlap");
    assertThat(slow.path("runs")).hasSize(1);
    gate.countDown();
    runs(schedules(), "slow", all -> all.size() > 1);
    schedules().delete("slow");
  }

  @Test
  void whereTheRuleIsCancelTheNextRunEndsTheLast() throws Exception {
    var gate = new CountDownLatch(1);
    schedules()
        .create(
            wording(
                "impatient",
                "*/2 * * * * *",
                Map.of("overlap", "cancel"),
                (number, _) -> {
                  gate.await();
                  return number;
                }));

    var runs =
        runs(
            schedules(),
            "impatient",
            all -> all.size() > 1 && all.getLast().path("status").asText().equals("cancelled"));

    schedules().delete("impatient");
    var last = new WorkId(runs.getFirst().path("batch").asText());
    grist.client().cancel(last);
    gate.countDown();
  }

  @Test
  void whatCannotBeRunIsRefusedWhenItIsScheduled() {
    var document = wording("bad", "61 * * * *", Map.of("zone", "europe/berlin"), (n, _) -> n);
    document.put(
        "job",
        Map.of(
            "operation",
            "symbol-scan",
            "symbols",
            List.of("A", 7),
            "parameters",
            Map.of("formula", "close > smaa(close, 5)")));

    var problem =
        catchThrowableOfType(RequestRefused.class, () -> schedules().create(document)).problem();

    assertThat(problem.status()).isEqualTo(422);
    assertThat(problem.errors())
        .extracting(fault -> fault.pointer() + " " + fault.detail())
        .anySatisfy(told -> assertThat(told).startsWith("/cron cron is none: minute is '61'"))
        .anySatisfy(told -> assertThat(told).contains("/zone", "did you mean Europe/Berlin?"))
        .anySatisfy(told -> assertThat(told).contains("/job/parameters/formula", "'smaa'"));
  }

  /** Its node stops for three due times, and makes up for them with one run. */
  @Test
  void aRestartMissesTimesAndMakesUpForThemOnce(@TempDir Path directory) throws Exception {
    var script = new ScriptedOperation();
    var recipe = NodeOptions.usual().withOperations(script).withWorkers(2);
    var settings = new TreeMap<>(recipe.settings());
    settings.put("gristworks.node.data-directory", directory.resolve("data").toString());
    var document =
        Map.of(
            "name",
            "ticks",
            "cron",
            EACH_SECOND,
            "overlap",
            "allow",
            "job",
            Map.of(
                "operation", "script",
                "parameters", script.scene((number, _) -> number),
                "tasks", List.of(1)));
    List<JsonNode> before;
    try (var node = GristNode.start(NodeSettings.with(settings), recipe.catalog(), false);
        var client = GristClient.at(node.gatewayUri())) {
      client.schedules().create(document);
      before = runs(client.schedules(), "ticks", all -> all.size() >= 2);
    }
    var stoppedAt = Instant.now();
    await().atMost(SharedNode.LONG).until(() -> Instant.now().isAfter(stoppedAt.plusSeconds(3)));
    try (var node = GristNode.start(NodeSettings.with(settings), recipe.catalog(), false);
        var client = GristClient.at(node.gatewayUri())) {
      var isLater = (Predicate<JsonNode>) run -> due(run).isAfter(stoppedAt.plusSeconds(1));
      var runs =
          runs(client.schedules(), "ticks", all -> all.stream().filter(isLater).count() >= 2);
      client.schedules().pause("ticks");

      assertThat(runs).extracting(ScheduleTest::due).doesNotHaveDuplicates();
      var later = runs.stream().filter(run -> due(run).isAfter(stoppedAt)).toList();
      var makingUp = later.getLast();
      assertThat(makingUp.path("missed").asInt())
          .as("one run for all that were missed: %s", runs)
          .isGreaterThanOrEqualTo(2);
      assertThat(due(makingUp)).isAfter(stoppedAt.plusSeconds(2));
      for (var run : before) {
        assertThat(runs).anyMatch(kept -> kept.path("batch").equals(run.path("batch")));
      }
      var batch = new WorkId(makingUp.path("batch").asText());
      client.watch(batch, WatchSettings.within(SharedNode.LONG), _ -> {});
    }
  }

  private static Instant due(JsonNode run) {
    return Instant.parse(run.path("due_at").asText());
  }
}
