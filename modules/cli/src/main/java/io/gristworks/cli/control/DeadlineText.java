package io.gristworks.cli.control;

import io.gristworks.cli.session.UsageError;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Reads moments, and a deadline that may be none. */
public final class DeadlineText {
  /** What users are told of it. */
  public static final String SAID = "With its offset, such as 2026-01-31T08:00:00Z; or `none`.";

  private DeadlineText() {}

  /**
   * A deadline; null for {@code none}.
   *
   * @throws UsageError where it is neither
   */
  public static @Nullable Instant read(String text) {
    return text.equals("none") ? null : moment(text, ", nor `none`");
  }

  /**
   * A moment.
   *
   * @throws UsageError where it is none
   */
  public static Instant moment(String text) {
    return moment(text, "");
  }

  private static Instant moment(String text, String nor) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException _) {
      throw new UsageError("'" + text + "' is no time such as 2026-01-31T08:00:00Z" + nor);
    }
  }
}
