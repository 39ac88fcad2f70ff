package io.gristworks.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.schedule.Schedule.Plan;
import io.gristworks.core.schedule.Schedule.Skips;
import io.gristworks.core.schedule.Schedule.Standing;
import io.gristworks.testing.AnswerTable;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every state of a schedule meets every wish, and a look of its keeper under every rule. */
class ScheduleTableTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final int REVISION = 7;

  /**
   * A schedule at a moment.
   *
   * @param goesOn whether its last run has not ended
   */
  private record Scene(Schedule schedule, boolean goesOn, Instant now) {
    Scene under(MisfireRule misfire, OverlapRule overlap) {
      var plan = new Plan("*/5 * * * *", ZoneOffset.UTC, misfire, overlap);
      return new Scene(
          new Schedule(schedule.id(), "mill", "scan", plan, NOON, schedule.standing()),
          goesOn,
          now);
    }

    Scene with(Standing next, boolean runs) {
      return new Scene(schedule.at(next), goesOn || runs, now);
    }
  }

  private static Scene scene(
      boolean paused, @Nullable Instant queued, boolean goesOn, long seconds) {
    var plan = new Plan("*/5 * * * *", ZoneOffset.UTC, MisfireRule.ONCE, OverlapRule.QUEUE);
    var next = plan.timetable().after(NOON);
    return new Scene(
        new Schedule(
            ScheduleId.fresh(new SplittableRandom(1)),
            "mill",
            "scan",
            plan,
            NOON,
            new Standing(paused, NOON, next, queued, Skips.NONE, REVISION)),
        goesOn,
        NOON.plusSeconds(seconds));
  }

  private static Map<String, Scene> states() {
    var states = new LinkedHashMap<String, Scene>();
    states.put("nothing is due", scene(false, null, false, 60));
    states.put("the clock has gone back", scene(false, null, false, -60));
    states.put("one is due", scene(false, null, false, 300));
    states.put("one is due, the last run goes on", scene(false, null, true, 300));
    states.put("one is two minutes late", scene(false, null, false, 420));
    states.put("three are due", scene(false, null, false, 900));
    states.put("three are due, the last run goes on", scene(false, null, true, 900));
    states.put("three are two minutes late", scene(false, null, false, 1020));
    states.put("one waits, the last run goes on", scene(false, NOON, true, 60));
    states.put("one waits, the last run has ended", scene(false, NOON, false, 60));
    states.put("one waits, one is due, the last run goes on", scene(false, NOON, true, 300));
    states.put("one waits, one is due, the last run has ended", scene(false, NOON, false, 300));
    states.put("paused, nothing is due", scene(true, null, false, 60));
    states.put("paused, three would be due", scene(true, null, false, 900));
    states.put("paused, the clock has gone back", scene(true, null, false, -60));
    states.put("paused, the last run goes on", scene(true, null, true, 60));
    return states;
  }

  private static AnswerTable<Scene> table() {
    var table =
        new AnswerTable<Scene>(
            ScheduleTableTest.class,
            "schedule-command-table.md",
            "What a schedule answers, state by state",
            """
            A schedule of every five minutes; each due time until 12:00 is
            decided. In a cell stands how it stands then, and what is run or left out; *so already*
            where nothing changes. Whoever decides
            does so on a revision: where another decision was stored meanwhile, or the schedule \
            was deleted, it does not hold, and is
            made anew on what is so then.
            """);
    states().forEach((name, scene) -> table.state(name, () -> scene));
    table.wish("pause", ScheduleTableTest::paused);
    table.wish(
        "resume", it -> it.schedule.resumed(it.now).map(next -> told(next)).orElse("so already"));
    table.wish("trigger", it -> told(it.schedule.triggered()) + "; one run of its own");
    rules(
        (misfire, overlap) ->
            table.wish(
                "the keeper looks: misfire " + lower(misfire) + ", overlap " + lower(overlap),
                it -> looked(it.under(misfire, overlap))));
    return table;
  }

  private static String paused(Scene scene) {
    var forgotten = scene.schedule.standing().queued();
    return scene
        .schedule
        .paused()
        .map(next -> told(next) + (forgotten == null ? "" : "; forgets " + time(forgotten)))
        .orElse("so already");
  }

  private static void rules(BiConsumer<MisfireRule, OverlapRule> each) {
    for (var misfire : MisfireRule.values()) {
      for (var overlap : OverlapRule.values()) {
        each.accept(misfire, overlap);
      }
    }
  }

  private static String lower(Enum<?> rule) {
    return rule.name().toLowerCase(Locale.ROOT);
  }

  private static String looked(Scene scene) {
    var plan = scene.schedule.plan();
    if (scene.schedule.standing().queued() != null && plan.overlap() != OverlapRule.QUEUE) {
      return "cannot come";
    }
    var decision = ScheduleDecisions.decide(scene.schedule, scene.goesOn, scene.now);
    if (decision == null) {
      return "so already";
    }
    var told = new ArrayList<>(List.of(told(decision.next())));
    if (!decision.runs().isEmpty()) {
      told.add(
          "runs "
              + decision.runs().stream()
                  .map(ScheduleTableTest::told)
                  .collect(Collectors.joining(", ")));
    }
    if (decision.skippedByMisfire() > 0) {
      told.add("leaves out " + decision.skippedByMisfire() + " as missed");
    }
    if (decision.skippedByOverlap() > 0) {
      told.add("leaves out " + decision.skippedByOverlap() + " as overlapping");
    }
    return String.join("; ", told);
  }

  private static String told(ScheduledRun run) {
    return time(run.due()) + (run.missed() == 0 ? "" : " for " + run.missed() + " more");
  }

  private static String told(Standing standing) {
    var queued = standing.queued();
    return (standing.paused() ? "paused" : "next due " + time(standing.nextDue()))
        + (queued == null ? "" : ", " + time(queued) + " waits");
  }

  private static String time(@Nullable Instant moment) {
    return moment == null ? "never" : moment.atZone(ZoneOffset.UTC).toLocalTime().toString();
  }

  @Test
  void everyStateAnswersEveryWishUnderEveryRule() {
    table().isAsWritten();
  }

  @Test
  void whatWasDecidedIsNotDecidedAgain() {
    rules(
        (misfire, overlap) ->
            states()
                .forEach(
                    (state, plain) -> {
                      var scene = plain.under(misfire, overlap);
                      var made = ScheduleDecisions.decide(scene.schedule, scene.goesOn, scene.now);
                      boolean queues = overlap == OverlapRule.QUEUE;
                      boolean canCome = queues || plain.schedule.standing().queued() == null;
                      if (made != null && canCome) {
                        assertThat(looked(scene.with(made.next(), !made.runs().isEmpty())))
                            .as("%s, %s, where %s", misfire, overlap, state)
                            .isEqualTo("so already");
                      }
                    }));
  }

  @Test
  void everyChangeIsANewRevision() {
    for (var scene : states().values()) {
      var changes = new ArrayList<Standing>(List.of(scene.schedule.triggered()));
      scene.schedule.paused().ifPresent(changes::add);
      scene.schedule.resumed(scene.now).ifPresent(changes::add);
      var made = ScheduleDecisions.decide(scene.schedule, scene.goesOn, scene.now);
      if (made != null) {
        changes.add(made.next());
      }
      assertThat(changes).extracting(Standing::revision).containsOnly(REVISION + 1L);
    }
  }

  @Test
  void pausedAndResumedAgainItIsSoAlready() {
    for (var scene : states().values()) {
      scene.schedule.paused().ifPresent(it -> assertThat(scene.schedule.at(it).paused()).isEmpty());
      scene
          .schedule
          .resumed(scene.now)
          .ifPresent(it -> assertThat(scene.schedule.at(it).resumed(scene.now)).isEmpty());
    }
  }
}
