package io.gristworks.gateway.request;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads points and lengths of time in fields and queries. */
public final class TimeFields {
  private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final String AS = "such as \"500ms\", \"90s\" or \"1h30m\"";

  /** Nobody means a moment from then on; no clock here is asked for it, nor overflows before. */
  private static final Instant END = Instant.parse("2100-01-01T00:00:00Z");

  private TimeFields() {}

  /** The length of time that {@code text} is: {@code 500ms}, {@code 90s}, {@code 1h30m}. */
  public static Optional<Duration> length(String text) {
    var parts = PART.matcher(text); // one by one: a pattern of many would recurse for each
    var length = Duration.ZERO;
    int end = 0;
    while (parts.find() && parts.start() == end) {
      length = length.plus(length(Long.parseLong(parts.group(1)), parts.group(2)));
      end = parts.end();
    }
    return end > 0 && end == text.length() ? Optional.of(length) : Optional.empty();
  }

  private static Duration length(long number, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  /**
   * A length of time, as text in {@code name} or in milliseconds in {@code name_ms}.
   *
   * @param least in milliseconds, as is {@code most}
   * @return null where it is not given, or wrongly
   */
  public static @Nullable Duration length(
      RequestFields fields, String name, long least, long most) {
    var inMillis = name + "_ms";
    if (fields.has(name) && fields.has(inMillis)) {
      fields.fault(name, "is given beside " + inMillis + "; one of them is enough");
      return null;
    }
    if (fields.has(inMillis)) {
      long millis = fields.integer(inMillis, least, most, -1);
      return millis < 0 ? null : Duration.ofMillis(millis);
    }
    var text = fields.text(name);
    if (text == null) {
      return null;
    }
    var length = length(text).orElse(null);
    if (length == null) {
      fields.fault(name, "must be a time " + AS + ", was '" + RequestFields.shortly(text) + "'");
      return null;
    }
    if (length.compareTo(Duration.ofMillis(least)) < 0
        || length.compareTo(Duration.ofMillis(most)) > 0) {
      fields.fault(
          name,
          "must be " + least + " ms to " + most + " ms, was '" + RequestFields.shortly(text) + "'");
      return null;
    }
    return length;
  }

  /** A point in time; null where it is not given, or wrongly. */
  public static @Nullable Instant instant(RequestFields fields, String name) {
    var text = fields.text(name);
    if (text == null) {
      return null;
    }
    try {
      var moment = OffsetDateTime.parse(text).toInstant();
      if (moment.isBefore(Instant.EPOCH) || !moment.isBefore(END)) {
        fields.fault(
            name, "must be from " + Instant.EPOCH + " to before " + END + ", was " + moment);
        return null;
      }
      return moment;
    } catch (DateTimeException _) {
      fields.fault(
          name,
          "must be a time with its offset such as \"2026-01-31T08:00:00Z\", was '"
              + RequestFields.shortly(text)
              + "'");
      return null;
    }
  }
}
