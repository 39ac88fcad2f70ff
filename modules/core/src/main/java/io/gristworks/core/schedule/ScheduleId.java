package io.gristworks.core.schedule;

import io.gristworks.core.batch.BatchId;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * A schedule's name in the whole cluster: {@code s} and 20 of {@code [0-9a-v]} (base 32, 100 bits).
 *
 * @param value the text
 */
public record ScheduleId(String value) {
  private static final Pattern FORM = Pattern.compile("s[0-9a-v]{20}");

  /** Checks the form. */
  public ScheduleId {
    if (!isWellFormed(value)) {
      throw new IllegalArgumentException("not a schedule id: " + value);
    }
  }

  /** Whether {@code text} has the form of a schedule's id. */
  public static boolean isWellFormed(String text) {
    return FORM.matcher(text).matches();
  }

  /** A new id that nobody else has. */
  public static ScheduleId fresh(RandomGenerator random) {
    return new ScheduleId("s" + BatchId.fresh(random).value().substring(1));
  }

  @Override
  public String toString() {
    return value;
  }
}
