package io.gristworks.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronTest {

  /** From Sunday, March 1st 2026, 00:00 on. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/5 * * * *        | 2026-03-01T00:05 2026-03-01T00:10",
        "0 2 * * *          | 2026-03-01T02:00 2026-03-02T02:00",
        "  0\t2  * * *      | 2026-03-01T02:00 2026-03-02T02:00",
        "1-10/3 * * * *     | 2026-03-01T00:01 2026-03-01T00:04 2026-03-01T00:07 2026-03-01T00:10",
        "0 0 * * MON-FRI    | 2026-03-02T00:00 2026-03-03T00:00",
        "0 0 * * sat-sun    | 2026-03-07T00:00 2026-03-08T00:00",
        "0 0 * * 5-7        | 2026-03-06T00:00 2026-03-07T00:00 2026-03-08T00:00 2026-03-13T00:00",
        "0 0 * * 0          | 2026-03-08T00:00 2026-03-15T00:00",
        "0 0 * * 7          | 2026-03-08T00:00 2026-03-15T00:00",
        "0 0 13 * 5         | 2026-03-06T00:00 2026-03-13T00:00 2026-03-20T00:00",
        "0 0 31 * *         | 2026-03-31T00:00 2026-05-31T00:00",
        "0 0 29 2 *         | 2028-02-29T00:00 2032-02-29T00:00",
        "0 0 L * *          | 2026-03-31T00:00 2026-04-30T00:00",
        "0 0 LW * *         | 2026-03-31T00:00 2026-04-30T00:00 2026-05-29T00:00",
        "0 0 15W * *        | 2026-03-16T00:00 2026-04-15T00:00",
        "0 0 * * 5L         | 2026-03-27T00:00 2026-04-24T00:00",
        "0 0 * * 5#2        | 2026-03-13T00:00 2026-04-10T00:00",
        "* * * * * *        | 2026-03-01T00:00:01 2026-03-01T00:00:02",
        "*/20 59 23 * * *   | 2026-03-01T23:59 2026-03-01T23:59:20 2026-03-01T23:59:40",
        "@hourly            | 2026-03-01T01:00 2026-03-01T02:00",
        "@daily             | 2026-03-02T00:00 2026-03-03T00:00",
        "@midnight          | 2026-03-02T00:00 2026-03-03T00:00",
        "@weekly            | 2026-03-08T00:00 2026-03-15T00:00",
        "@monthly           | 2026-04-01T00:00 2026-05-01T00:00",
        "@yearly            | 2027-01-01T00:00 2028-01-01T00:00",
        "@annually          | 2027-01-01T00:00 2028-01-01T00:00",
      })
  void anExpressionMeansTheseTimes(String text, String expected) {
    var times = expected.split(" ", -1);

    assertThat(matches(text, times.length))
        .containsExactly(
            java.util.Arrays.stream(times).map(LocalDateTime::parse).toArray(LocalDateTime[]::new));
  }

  private static List<LocalDateTime> matches(String text, int count) {
    var cron = Cron.parse(text);
    var found = new ArrayList<LocalDateTime>();
    var at = LocalDateTime.of(2026, 3, 1, 0, 0);
    for (int nth = 0; nth < count; nth++) {
      at = java.util.Objects.requireNonNull(cron.after(at));
      found.add(at);
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "61 * * * *    | minute is '61'; allowed are 0-59, and of these * (all)",
        "* 25 * * *    | hour is '25'; allowed are 0-23",
        "* * 0 * *     | day of month is '0'; allowed are 1-31, L (the last day)",
        "* * * 13 *    | month is '13'; allowed are 1-12, JAN-DEC",
        "* * * * 8     | day of week is '8'; allowed are 0-7 (0 and 7 are Sunday), SUN-SAT",
        "60 * * * * *  | second is '60'; allowed are 0-59",
        "a * * * *     | minute is 'a'",
        "*/0 * * * *   | minute is '*/0'",
        "5-1 * * * *   | minute is '5-1'",
        "1,, * * * *   | minute is '1,,'",
        "-1 * * * *    | minute is '-1'",
        "* * ? * *     | day of month is '?'",
        "* * * * FOO   | day of week is 'FOO'",
        "* * *         | '* * *' has 3 fields; there are five",
        "0 0 0 1 1 * 2 | has 7 fields",
        "``            | has 0 fields",
        "@reboot       | '@reboot' is unknown; known are [@annually, @daily,",
        "0 0 30 2 *    | '0 0 30 2 *' never comes",
        "0 0 31 4,6 *  | never comes",
      })
  void whatIsNoExpressionIsToldByItsField(String text, String sentence) {
    assertThatExceptionOfType(InvalidCron.class)
        .isThrownBy(() -> Cron.parse(text))
        .withMessageContaining(sentence);
  }

  @Test
  void anEndlessExpressionIsRefusedUnread() {
    assertThatExceptionOfType(InvalidCron.class)
        .isThrownBy(() -> Cron.parse("1," + "2,".repeat(100) + "3 * * * *"))
        .withMessageContaining("has 211 characters; the limit is 200");
  }
}
