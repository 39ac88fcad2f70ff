package io.gristworks.gateway.explain;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Numbers and times as sentences have them. */
final class Phrases {
  private Phrases() {}

  /** {@code 1 task}, {@code 1,200 tasks}. */
  static String count(long number, String one) {
    return String.format(Locale.ROOT, "%,d ", number) + (number == 1 ? one : one + "s");
  }

  /** {@code 1 task is}, {@code 7 tasks are}. */
  static String are(long number, String one) {
    return count(number, one) + (number == 1 ? " is" : " are");
  }

  /** {@code 2026-01-01T00:00:00Z}. */
  static String at(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** {@code in 40 s}, {@code in 5 min}, {@code in 3 h 20 min}; {@code now} for what is past. */
  static String until(Instant time, Instant now) {
    var left = Duration.between(now, time);
    if (left.isNegative() || left.isZero()) {
      return "now";
    }
    if (left.toMinutes() == 0) {
      return "in " + Math.max(1, left.toSeconds()) + " s";
    }
    return left.toHours() == 0
        ? "in " + left.toMinutes() + " min"
        : "in " + left.toHours() + " h " + left.toMinutesPart() + " min";
  }
}
