package io.gristworks.core.lease;

import java.time.Instant;

/**
 * How many tasks a second get their outcome, over the last ten seconds. A ring of one-second
 * counters; a second without outcomes counts as zero.
 */
public final class Rate {
  private static final int SECONDS = 10;

  private final long[] counts = new long[SECONDS];
  private long firstSecond = Long.MIN_VALUE;
  private long lastSecond = Long.MIN_VALUE;

  /** {@code tasks} more got their outcome. */
  public void add(long tasks, Instant now) {
    moveTo(now.getEpochSecond());
    counts[slot(lastSecond)] += tasks;
  }

  /** Tasks a second; 0 where none was ever counted. */
  public double perSecond(Instant now) {
    if (lastSecond == Long.MIN_VALUE) {
      return 0;
    }
    long second = Math.max(now.getEpochSecond(), lastSecond);
    long from = Math.max(firstSecond, second - SECONDS + 1);
    long sum = 0;
    for (long at = Math.max(from, lastSecond - SECONDS + 1); at <= lastSecond; at++) {
      sum += counts[slot(at)];
    }
    double part = now.getEpochSecond() < second ? 1 : now.getNano() / 1e9;
    double span = Math.max(second - from + part, 0.25);
    return sum / span;
  }

  private void moveTo(long second) {
    if (firstSecond == Long.MIN_VALUE) {
      firstSecond = second;
      lastSecond = second;
    }
    for (long at = Math.max(lastSecond + 1, second - SECONDS + 1); at <= second; at++) {
      counts[slot(at)] = 0;
    }
    lastSecond = Math.max(lastSecond, second);
  }

  private static int slot(long second) {
    return Math.floorMod(second, SECONDS);
  }
}
