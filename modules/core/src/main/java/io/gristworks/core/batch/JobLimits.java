package io.gristworks.core.batch;

/**
 * How much of a job may go on at a time, whatever the workers could do.
 *
 * @param maxConcurrent the most tasks leased at once; 0 where there is no limit
 * @param perSecond the most tasks handed out a second; 0 where there is no limit
 */
public record JobLimits(int maxConcurrent, double perSecond) {
  /** As much as the workers can do. */
  public static final JobLimits NONE = new JobLimits(0, 0);

  /** Checks the bounds. */
  public JobLimits {
    if (maxConcurrent < 0 || !(perSecond >= 0)) {
      throw new IllegalArgumentException(
          "limits must be 0 or more, were " + maxConcurrent + " and " + perSecond + "/s");
    }
  }
}
