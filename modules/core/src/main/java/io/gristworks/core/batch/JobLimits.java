package io.gristworks.core.batch;

/**
 * How much of a job may go on at a time, whatever the workers could do.
 *
 * @param maxConcurrent the most tasks leased at once; 0 where there is no limit
 * @param perSecond the most tasks handed out a second, at most {@link #PER_SECOND_MAX}; 0 where
 *     there is no limit; anything above 0 is at least {@link #PER_SECOND_MIN}
 */
public record JobLimits(int maxConcurrent, double perSecond) {
  /** As much as the workers can do. */
  public static final JobLimits NONE = new JobLimits(0, 0);

  /** The lowest rate that is a limit: one task in about 28 hours. */
  public static final double PER_SECOND_MIN = 1e-5;

  /** The highest. */
  public static final double PER_SECOND_MAX = 1e9;

  /** Checks the bounds, and brings a rate that is too low to the lowest. */
  public JobLimits {
    if (maxConcurrent < 0) {
      throw new IllegalArgumentException("max_concurrent must be 0 or more, was " + maxConcurrent);
    }
    perSecond = boundedRate("per_second", perSecond);
  }

  /** Whether that is a rate that a limit can have: 0, or between the lowest and the highest. */
  public static boolean isRate(double perSecond) {
    return perSecond == 0 || (perSecond >= PER_SECOND_MIN && perSecond <= PER_SECOND_MAX);
  }

  /**
   * A rate, or the lowest in place of one that is lower.
   *
   * @throws IllegalArgumentException where it is negative, too high, or not finite
   */
  static double boundedRate(String name, double perSecond) {
    if (!(perSecond >= 0 && perSecond <= PER_SECOND_MAX)) { // also for NaN
      throw new IllegalArgumentException(
          name + " must be 0 to " + (long) PER_SECOND_MAX + ", was " + perSecond);
    }
    return perSecond == 0 ? 0 : Math.max(PER_SECOND_MIN, perSecond);
  }
}
