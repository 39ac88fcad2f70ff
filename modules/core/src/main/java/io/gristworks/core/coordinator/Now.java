package io.gristworks.core.coordinator;

import java.time.Duration;
import java.time.Instant;

/**
 * The present, by two clocks.
 *
 * @param wall the time of day: for what people gave as a date, and for what is shown and stored. It
 *     may jump, also back
 * @param steady for waits: a moment on a clock of any origin that only goes forward, at the pace of
 *     time. Only the distance between two of them means anything
 */
public record Now(Instant wall, Instant steady) {
  /**
   * No timer is set for longer: whoever waits looks again then. Timers have limits of their own.
   */
  private static final Duration MOST = Duration.ofMinutes(1);

  /** How long to wait until a moment of the day, at most until it makes sense to look again. */
  Duration untilWall(Instant moment) {
    return bounded(wall, moment);
  }

  /** The same until a moment of the steady clock. */
  Duration untilSteady(Instant moment) {
    return bounded(steady, moment);
  }

  private static Duration bounded(Instant from, Instant to) {
    if (!to.isAfter(from)) {
      return Duration.ZERO;
    }
    var wait = Duration.between(from, to);
    return wait.compareTo(MOST) > 0 ? MOST : wait;
  }
}
