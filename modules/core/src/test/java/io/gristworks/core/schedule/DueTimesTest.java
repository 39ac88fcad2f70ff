package io.gristworks.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DueTimesTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  /**
   * Berlin: on 2026-03-29 the clock goes from 02:00 +01:00 to 03:00 +02:00, on 2026-10-25 from
   * 03:00 +02:00 to 02:00 +01:00. Lord Howe: half an hour, on 2026-04-05 from 02:00 +11:00 to 01:30
   * +10:30. Samoa left out the whole of 2011-12-30.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // a time of day: once a day, in spring when the gap ends, in autumn the first time
        "30 2 * * *    | Europe/Berlin | 2026-03-28T00:00Z | 2026-03-28T02:30+01:00"
            + " 2026-03-29T03:00+02:00 2026-03-30T02:30+02:00",
        "30 2 * * *    | Europe/Berlin | 2026-10-24T00:00Z | 2026-10-24T02:30+02:00"
            + " 2026-10-25T02:30+02:00 2026-10-26T02:30+01:00",
        "30 2 * * *    | Europe/Berlin | 2026-10-25T00:45Z | 2026-10-26T02:30+01:00",
        "30 2 * * *    | Europe/Berlin | 2026-10-25T01:15Z | 2026-10-26T02:30+01:00",
        "0 3 * * *     | Europe/Berlin | 2026-03-28T12:00Z | 2026-03-29T03:00+02:00"
            + " 2026-03-30T03:00+02:00",
        // several in one gap are one
        "*/20 2 * * *  | Europe/Berlin | 2026-03-28T02:00Z | 2026-03-29T03:00+02:00"
            + " 2026-03-30T02:00+02:00",
        // a rhythm: goes on through the hour that comes twice, and over the one that does not come
        "*/30 * * * *  | Europe/Berlin | 2026-03-29T00:15Z | 2026-03-29T01:30+01:00"
            + " 2026-03-29T03:00+02:00 2026-03-29T03:30+02:00",
        "*/30 * * * *  | Europe/Berlin | 2026-10-25T00:15Z | 2026-10-25T02:30+02:00"
            + " 2026-10-25T02:00+01:00 2026-10-25T02:30+01:00 2026-10-25T03:00+01:00",
        "@hourly       | Europe/Berlin | 2026-10-24T23:30Z | 2026-10-25T02:00+02:00"
            + " 2026-10-25T02:00+01:00 2026-10-25T03:00+01:00",
        "@hourly       | Europe/Berlin | 2026-03-28T23:30Z | 2026-03-29T01:00+01:00"
            + " 2026-03-29T03:00+02:00",
        "*/15 * * * *  | Australia/Lord_Howe | 2026-04-04T14:40Z | 2026-04-05T01:45+11:00"
            + " 2026-04-05T01:30+10:30 2026-04-05T01:45+10:30 2026-04-05T02:00+10:30",
        "45 1 * * *    | Australia/Lord_Howe | 2026-04-04T14:40Z | 2026-04-05T01:45+11:00"
            + " 2026-04-06T01:45+10:30",
        // a day that never was is made up for at its end
        "0 12 * * *    | Pacific/Apia  | 2011-12-29T00:00Z | 2011-12-29T12:00-10:00"
            + " 2011-12-31T00:00+14:00 2011-12-31T12:00+14:00",
        "0 2 29 2 *    | UTC           | 2026-01-01T00:00Z | 2028-02-29T02:00Z",
        "* * * * * *   | America/New_York | 2026-03-08T06:59:58Z | 2026-03-08T01:59:59-05:00"
            + " 2026-03-08T03:00:00-04:00",
      })
  void clockChangesLoseNothingAndRepeatNothing(
      String cron, String zone, OffsetDateTime after, String expected) {
    var due =
        Arrays.stream(expected.split(" ", -1))
            .map(text -> OffsetDateTime.parse(text).toInstant())
            .toList();

    assertThat(DueTimes.of(cron, ZoneId.of(zone)).next(after.toInstant(), due.size()))
        .isEqualTo(due);
  }

  @Test
  void everyStartWithinADayAgreesOnWhatComesNext() {
    for (var cron : List.of("30 2 * * *", "*/7 * * * *", "10,50 */2 * * *", "0 1-3 * * *")) {
      for (var day : List.of("2026-03-28T12:00:00Z", "2026-10-24T12:00:00Z")) {
        var timetable = DueTimes.of(cron, ZoneId.of("Europe/Berlin"));
        var from = Instant.parse(day);
        var all = timetable.between(from, from.plus(Duration.ofDays(2)), 10_000);
        assertThat(all).isSorted().doesNotHaveDuplicates();
        Stream.iterate(from, at -> at.plusSeconds(431))
            .limit(200)
            .forEach(
                at ->
                    assertThat(timetable.after(at))
                        .isEqualTo(
                            all.stream().filter(due -> due.isAfter(at)).findFirst().orElseThrow()));
      }
    }
  }

  @Test
  void theLatestAreFoundHoweverManyThereAre() {
    var eachSecond = DueTimes.of("* * * * * *", ZoneOffset.UTC);
    var until = NOON.plus(Duration.ofDays(365)).plusMillis(300);

    assertThat(eachSecond.latest(NOON, until, 1))
        .containsExactly(until.truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
    assertThat(eachSecond.latest(NOON, until, 100))
        .hasSize(100)
        .startsWith(until.minusMillis(300).minusSeconds(99))
        .endsWith(until.minusMillis(300));
    assertThat(eachSecond.latest(NOON, NOON.plusSeconds(3), 100)).hasSize(3);
    assertThat(eachSecond.latest(NOON, NOON, 1)).isEmpty();
    assertThat(eachSecond.latest(NOON, NOON.minusSeconds(5), 1)).isEmpty();
  }

  @Test
  void ofClumpsTooTheLatestAreFound() {
    var clumps = DueTimes.of("*/10 0-4 3 1 * *", ZoneOffset.UTC);

    assertThat(clumps.latest(NOON, NOON.plus(Duration.ofDays(300)), 2))
        .containsExactly(
            Instant.parse("2026-12-01T03:04:40Z"), Instant.parse("2026-12-01T03:04:50Z"));
  }
}
