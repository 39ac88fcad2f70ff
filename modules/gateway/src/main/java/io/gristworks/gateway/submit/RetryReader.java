package io.gristworks.gateway.submit;

import io.gristworks.core.batch.RetryPolicy;
import io.gristworks.gateway.request.RequestFields;
import io.gristworks.gateway.request.TimeFields;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Reads {@code retry}: when a failed attempt is followed by another.
 *
 * <pre>
 *   max_attempts          1 to 100, the first attempt included; 3
 *   backoff, backoff_ms   the wait after the first failure, doubling, up to a day; 1s
 *   max_backoff(_ms)      the longest wait, up to a day; 5m
 *   retry_on, give_up_on  kinds of errors that are worth another attempt, or are not
 *   restarts_per_second   the most tasks that come back a second; 0 for no limit
 * </pre>
 */
final class RetryReader {
  private static final long DAY_MS = 86_400_000;
  private static final int KINDS_MAX = 100;
  private static final int KIND_MAX = 200;
  private static final List<String> FIELDS =
      List.of(
          "max_attempts",
          "backoff",
          "backoff_ms",
          "max_backoff",
          "max_backoff_ms",
          "retry_on",
          "give_up_on",
          "restarts_per_second");

  private RetryReader() {}

  static RetryPolicy read(RequestFields job) {
    var retry = job.inner("retry");
    if (retry == null) {
      return RetryPolicy.DEFAULT;
    }
    retry.allow(FIELDS);
    var usual = RetryPolicy.DEFAULT;
    long attempts = retry.integer("max_attempts", 1, 100, usual.maxAttempts());
    var backoff =
        Objects.requireNonNullElse(TimeFields.length(retry, "backoff", 0, DAY_MS), usual.backoff());
    var most = max(backoff, usual.maxBackoff());
    var maxBackoff =
        Objects.requireNonNullElse(TimeFields.length(retry, "max_backoff", 0, DAY_MS), most);
    if (maxBackoff.compareTo(backoff) < 0) {
      retry.fault(
          retry.has("max_backoff") ? "max_backoff" : "max_backoff_ms",
          "must be at least backoff_ms, " + backoff.toMillis() + ", was " + maxBackoff.toMillis());
      maxBackoff = backoff;
    }
    return new RetryPolicy(
        (int) attempts,
        backoff,
        maxBackoff,
        kinds(retry, "retry_on"),
        kinds(retry, "give_up_on"),
        retry.rate("restarts_per_second"));
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  private static List<String> kinds(RequestFields retry, String name) {
    var kinds = retry.texts(name);
    if (kinds.size() > KINDS_MAX) {
      retry.fault(name, "has " + kinds.size() + " entries; the limit is " + KINDS_MAX);
      return List.of();
    }
    for (int at = 0; at < kinds.size(); at++) {
      if (kinds.get(at).isBlank() || kinds.get(at).length() > KIND_MAX) {
        retry.faultBelow(name, "/" + at, "a kind must have 1 to " + KIND_MAX + " characters");
      }
    }
    return kinds;
  }
}
