package io.gristworks.core.retention;

import java.time.Duration;

/**
 * How ended batches are deleted. Read once at start.
 *
 * @param keep how long a batch stays after its end
 * @param every from the end of one run to the beginning of the next. Coordinators that are just
 *     reading a batch must be done within it: see {@link PurgeRun}
 * @param pause between two steps that delete something of the same batch
 * @param atOnce how many batches are being deleted at a time, from 1
 */
public record PurgeSettings(Duration keep, Duration every, Duration pause, int atOnce) {
  /** What is right for most. */
  public static final PurgeSettings DEFAULT =
      new PurgeSettings(Duration.ofDays(7), Duration.ofMinutes(2), Duration.ofMillis(20), 4);

  /** Checks the values. */
  public PurgeSettings {
    if (keep.isNegative()) {
      throw new IllegalArgumentException("the retention must not be negative, was " + keep);
    }
    if (every.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException("purges need some time between them, was " + every);
    }
    if (pause.isNegative()) {
      throw new IllegalArgumentException("the pause must not be negative, was " + pause);
    }
    if (atOnce < 1) {
      throw new IllegalArgumentException("at least 1 batch at once, was " + atOnce);
    }
  }
}
