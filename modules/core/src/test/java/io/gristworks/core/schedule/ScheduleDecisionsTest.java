package io.gristworks.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.schedule.Schedule.Plan;
import io.gristworks.core.schedule.Schedule.Skips;
import io.gristworks.core.schedule.Schedule.Standing;
import io.gristworks.core.schedule.ScheduleDecisions.Decision;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleDecisionsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  /**
   * A schedule of every minute, decided until noon. Times are seconds after noon: {@code now}, what
   * is queued before, what is run ({@code due+missed}), what is queued after, how many are left out
   * as missed and as overlapping.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // misfire | overlap | runs | queued | now  || run           | queued | missed | overlapping
        "once      | skip    | no   |        | 59   | nothing        |        | 0      | 0",
        "once      | skip    | no   |        | 60   | 60             |        | 0      | 0",
        "once      | skip    | no   |        | 61   | 60             |        | 0      | 0",
        "once      | skip    | no   |        | 400  | 360+5          |        | 0      | 0",
        "skip      | skip    | no   |        | 119  | 60             |        | 0      | 0",
        "skip      | skip    | no   |        | 400  | 360            |        | 5      | 0",
        "all       | skip    | no   |        | 200  | 60             |        | 0      | 2",
        "all       | allow   | no   |        | 200  | 60 120 180     |        | 0      | 0",
        "all       | allow   | yes  |        | 200  | 60 120 180     |        | 0      | 0",
        "once      | allow   | yes  |        | 200  | 180+2          |        | 0      | 0",
        "once      | skip    | yes  |        | 60   | none           |        | 0      | 1",
        "once      | skip    | yes  |        | 400  | none           |        | 0      | 1",
        "once      | queue   | no   |        | 60   | 60             |        | 0      | 0",
        "once      | queue   | yes  |        | 60   | none           | 60     | 0      | 0",
        "once      | queue   | yes  | 0      | 60   | none           | 0      | 0      | 1",
        "once      | queue   | yes  | 0      | 59   | nothing        |        | 0      | 0",
        "once      | queue   | no   | 0      | 59   | 0              |        | 0      | 0",
        "once      | queue   | no   | 0      | 60   | 0              | 60     | 0      | 0",
        "all       | queue   | no   |        | 200  | 60             | 120    | 0      | 1",
        "once      | cancel  | yes  |        | 60   | 60             |        | 0      | 0",
        "all       | cancel  | yes  |        | 200  | 180            |        | 0      | 2",
        "once      | skip    | no   |        | -500 | nothing        |        | 0      | 0",
        "all       | allow   | no   |        | -500 | nothing        |        | 0      | 0",
      })
  void whatIsDueFollowsTheRules(
      String misfire,
      String overlap,
      String runs,
      @Nullable Long queued,
      long now,
      String run,
      @Nullable Long queuedAfter,
      int missed,
      int overlapping) {
    var schedule = everyMinute(misfire, overlap, queued);

    var decision = ScheduleDecisions.decide(schedule, runs.equals("yes"), NOON.plusSeconds(now));

    if (run.equals("nothing")) {
      assertThat(decision).isNull();
      return;
    }
    var made = Objects.requireNonNull(decision);
    assertThat(told(made)).isEqualTo(run.equals("none") ? "" : run);
    assertThat(made.next().queued())
        .isEqualTo(queuedAfter == null ? null : NOON.plusSeconds(queuedAfter));
    assertThat(made.skippedByMisfire()).isEqualTo(missed);
    assertThat(made.skippedByOverlap()).isEqualTo(overlapping);
    assertThat(made.next().skips().count()).isEqualTo(missed + overlapping);
    assertThat(made.next().decidedUntil()).isEqualTo(NOON.plusSeconds(now / 60 * 60));
    assertThat(made.next().nextDue()).isEqualTo(NOON.plusSeconds(now / 60 * 60 + 60));
    assertThat(made.next().revision()).isEqualTo(schedule.standing().revision() + 1);
  }

  private static String told(Decision decision) {
    return decision.runs().stream()
        .map(
            run ->
                Duration.between(NOON, run.due()).toSeconds()
                    + (run.missed() > 0 ? "+" + run.missed() : ""))
        .collect(Collectors.joining(" "));
  }

  private static Schedule everyMinute(String misfire, String overlap, @Nullable Long queued) {
    return schedule(
        new Plan(
            "* * * * *",
            ZoneOffset.UTC,
            MisfireRule.valueOf(misfire.toUpperCase(Locale.ROOT)),
            OverlapRule.valueOf(overlap.toUpperCase(Locale.ROOT))),
        queued == null ? null : NOON.plusSeconds(queued));
  }

  private static Schedule schedule(Plan plan, @Nullable Instant queued) {
    var begun = Standing.begun(plan, false, NOON);
    return new Schedule(
        ScheduleId.fresh(new SplittableRandom(1)),
        "tenant",
        "name",
        plan,
        NOON,
        new Standing(false, NOON, begun.nextDue(), queued, Skips.NONE, 7));
  }

  @Test
  void afterALongOutageAllMakesUpForTheLatestHundred() {
    var schedule = everyMinute("all", "allow", null);

    var decision = decided(schedule, NOON.plus(Duration.ofHours(3)));

    assertThat(decision.runs()).hasSize(ScheduleDecisions.MADE_UP_MOST);
    assertThat(decision.runs().getFirst().due()).isEqualTo(NOON.plus(Duration.ofMinutes(81)));
    assertThat(decision.runs().getLast().due()).isEqualTo(NOON.plus(Duration.ofHours(3)));
    assertThat(decision.skippedByMisfire()).isEqualTo(80);
  }

  @Test
  void afterAYearOfEverySecondOneRunStandsForAllOfThem() {
    var plan = new Plan("* * * * * *", ZoneOffset.UTC, MisfireRule.ONCE, OverlapRule.SKIP);

    var decision = decided(schedule(plan, null), NOON.plus(Duration.ofDays(365)));

    assertThat(decision.runs()).hasSize(1);
    assertThat(decision.runs().getFirst().missed()).isEqualTo(999);
    assertThat(decision.next().nextDue()).isEqualTo(NOON.plus(Duration.ofDays(365)).plusSeconds(1));
  }

  @Test
  void theDayOfTheShortNightHasItsRunAndOnlyOne() {
    var berlin = ZoneId.of("Europe/Berlin");
    var plan = new Plan("30 2 * * *", berlin, MisfireRule.ALL, OverlapRule.ALLOW);
    var begun = Instant.parse("2026-03-28T12:00:00Z");
    var schedule = schedule(plan, null).at(Standing.begun(plan, false, begun));

    var decision = decided(schedule, begun.plus(Duration.ofDays(2)));

    assertThat(decision.runs())
        .extracting(ScheduledRun::due)
        .containsExactly(
            Instant.parse("2026-03-29T01:00:00Z"), Instant.parse("2026-03-30T00:30:00Z"));
  }

  @Test
  void whateverTheClockDoesADueTimeIsRunOnce() {
    for (long seed = 0; seed < 50; seed++) {
      var random = new SplittableRandom(seed);
      var schedule = everyMinute(random.nextBoolean() ? "once" : "all", "allow", null);
      var now = NOON;
      var run = new ArrayList<String>();
      for (int step = 0; step < 50; step++) {
        now = now.plusSeconds(random.nextLong(-300, 400)); // back as well as forth
        var decision = ScheduleDecisions.decide(schedule, false, now);
        if (decision != null) {
          decision.runs().forEach(each -> run.add(each.name()));
          schedule = schedule.at(decision.next());
        }
      }
      assertThat(run).as("seed %s", seed).doesNotHaveDuplicates().isSorted();
    }
  }

  @Test
  void aPausedScheduleDoesNothingAndMissesNothing() {
    var running = everyMinute("all", "queue", 0L);
    var paused = running.at(running.paused().orElseThrow());
    var later = NOON.plus(Duration.ofHours(1));

    assertThat(ScheduleDecisions.decide(paused, false, later)).isNull();
    assertThat(paused.standing().queued()).isNull();

    var resumed = paused.at(paused.resumed(later).orElseThrow());

    assertThat(ScheduleDecisions.decide(resumed, false, later.plusSeconds(59))).isNull();
    assertThat(decided(resumed, later.plusSeconds(60)).runs())
        .extracting(ScheduledRun::due)
        .containsExactly(later.plusSeconds(60));
  }

  @Test
  void aRunsBatchFollowsFromItsDueTime() {
    var schedule = everyMinute("once", "skip", null);
    var one = decided(schedule, NOON.plusSeconds(60)).runs().getFirst();
    var again = decided(schedule, NOON.plusSeconds(70)).runs().getFirst();
    var next = decided(schedule, NOON.plusSeconds(120)).runs().getFirst();

    assertThat(one.batch()).isEqualTo(again.batch()).isNotEqualTo(next.batch());
    assertThat(one.key()).isEqualTo("schedule:" + schedule.id() + ":2026-03-01T12:01:00Z");
    assertThat(one.isTriggered()).isFalse();
    var triggered = ScheduledRun.triggered(schedule, "k", NOON);
    assertThat(triggered.isTriggered()).isTrue();
    assertThat(List.of(one.batch(), next.batch())).doesNotContain(triggered.batch());
  }

  private static Decision decided(Schedule schedule, Instant now) {
    return Objects.requireNonNull(ScheduleDecisions.decide(schedule, false, now));
  }
}
