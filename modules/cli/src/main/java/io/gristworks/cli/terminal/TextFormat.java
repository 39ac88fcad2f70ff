package io.gristworks.cli.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Numbers and times as people read them; the same in every locale. */
public final class TextFormat {
  private TextFormat() {}

  /** {@code 1,234}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1,234 tasks}, {@code 1 task}. */
  public static String count(long number, String one) {
    return count(number) + " " + (number == 1 ? one : one + "s");
  }

  /**
   * {@code 2026-01-01T00:00:00Z}, of a time as JSON has it; {@code -} where there is none, and as
   * it is where it is written in another way.
   */
  public static String second(JsonNode time) {
    try {
      return time.isTextual() ? second(Instant.parse(time.asText())) : "-";
    } catch (DateTimeParseException _) {
      return time.asText();
    }
  }

  /** {@code 2026-01-01T00:00:00Z}. */
  public static String second(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** {@code 350 ms}, {@code 3.2 s}, {@code 4 min 10 s}, {@code 2 h 5 min}. */
  public static String time(Duration time) {
    long millis = time.toMillis();
    if (millis < 1_000) {
      return Math.max(0, millis) + " ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }
    return time.toHours() == 0
        ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
        : time.toHours() + " h " + time.toMinutesPart() + " min";
  }

  /** {@code 1,234 tasks/s}, {@code 0.4 tasks/s}. */
  public static String rate(double tasksPerSecond) {
    return String.format(Locale.ROOT, tasksPerSecond < 10 ? "%.1f" : "%,.0f", tasksPerSecond)
        + " tasks/s";
  }
}
