package io.gristworks.core.schedule;

import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression on a calendar without zones: the five fields of UNIX, or six with seconds
 * first, or a word such as {@code @daily}. Where both days are restricted, either will do, as UNIX
 * has it.
 */
final class Cron {
  /** The longest text. */
  static final int LONGEST = 200;

  /** The place of the hour among six fields. */
  private static final int HOUR = 2;

  private static final Map<String, String> WORDS =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");

  /** Any day: from here on an expression that can be met at all is met. */
  private static final LocalDateTime EARLY = LocalDateTime.of(2000, 1, 1, 0, 0);

  private static final CronDefinition DEFINITION =
      CronDefinitionBuilder.defineCron()
          .withSeconds()
          .withValidRange(0, 59)
          .withStrictRange()
          .and()
          .withMinutes()
          .withValidRange(0, 59)
          .withStrictRange()
          .and()
          .withHours()
          .withValidRange(0, 23)
          .withStrictRange()
          .and()
          .withDayOfMonth()
          .withValidRange(1, 31)
          .supportsL()
          .supportsW()
          .supportsLW()
          .withStrictRange()
          .and()
          .withMonth()
          .withValidRange(1, 12)
          .withStrictRange()
          .and()
          .withDayOfWeek()
          .withValidRange(0, 7)
          .withMondayDoWValue(1)
          .withIntMapping(7, 0)
          .supportsHash()
          .supportsL()
          .withStrictRange()
          .and()
          .instance();

  private final ExecutionTime times;
  private final boolean everyHour;

  private Cron(ExecutionTime times, boolean everyHour) {
    this.times = times;
    this.everyHour = everyHour;
  }

  /**
   * Reads an expression.
   *
   * @throws InvalidCron where it is none, or where its day never comes
   */
  static Cron parse(String text) {
    var fields = fields(text);
    checkEach(fields);
    var times = times(fields);
    if (times.nextExecution(EARLY.atZone(ZoneOffset.UTC)).isEmpty()) {
      throw new InvalidCron("'" + text.strip() + "' never comes: no year has such a day");
    }
    return new Cron(times, fields.get(HOUR).startsWith("*"));
  }

  private static List<String> fields(String text) {
    var given = text.strip();
    if (given.length() > LONGEST) {
      throw new InvalidCron(
          "the expression has " + given.length() + " characters; the limit is " + LONGEST);
    }
    if (given.startsWith("@") && !WORDS.containsKey(given)) {
      throw new InvalidCron(
          "'" + given + "' is unknown; known are " + new TreeSet<>(WORDS.keySet()));
    }
    var spelled = WORDS.getOrDefault(given, given);
    var fields = spelled.isEmpty() ? List.<String>of() : List.of(spelled.split("\\s+"));
    if (fields.size() == 5) {
      return List.of(("0 " + spelled).split("\\s+"));
    }
    if (fields.size() != 6) {
      throw new InvalidCron(
          "'"
              + given
              + "' has "
              + fields.size()
              + " fields; there are five (minute, hour, day of month, month, day of week), or six"
              + " with seconds first, or a word such as @daily");
    }
    return fields;
  }

  /** The library says what it stumbles over, but not in which field: each is tried alone. */
  private static void checkEach(List<String> fields) {
    for (var field : CronField.values()) {
      var alone = new ArrayList<String>();
      var text = "";
      for (var other : CronField.values()) {
        text = other == field ? fields.get(alone.size()) : text;
        alone.add(other == field ? text : other.harmless());
      }
      try {
        new CronParser(DEFINITION).parse(String.join(" ", alone)).validate();
      } catch (IllegalArgumentException e) {
        throw field.refuse(text);
      }
    }
  }

  private static ExecutionTime times(List<String> fields) {
    try {
      return ExecutionTime.forCron(
          new CronParser(DEFINITION).parse(String.join(" ", fields)).validate());
    } catch (IllegalArgumentException e) {
      throw new InvalidCron(String.valueOf(e.getMessage()));
    }
  }

  /** Whether it says {@code *} or {@code *}{@code /n} for the hour: a rhythm, not a time of day. */
  boolean isEveryHour() {
    return everyHour;
  }

  /** The first match strictly after {@code local}; null where none is left. */
  @Nullable LocalDateTime after(LocalDateTime local) {
    return times
        .nextExecution(local.truncatedTo(ChronoUnit.SECONDS).atZone(ZoneOffset.UTC))
        .map(found -> found.toLocalDateTime())
        .orElse(null);
  }
}
