package io.gristworks.core.pool;

import java.time.Duration;

/**
 * How many workers to wish for, for autoscaling.
 *
 * @param drainWithin in what time the work that is known should be done
 * @param least the fewest workers to wish for, from 0
 * @param most the most
 */
public record WorkerTarget(Duration drainWithin, int least, int most) {
  /** All done within a minute, by at most 10,000. */
  public static final WorkerTarget USUAL = new WorkerTarget(Duration.ofMinutes(1), 0, 10_000);

  /** Checks the bounds. */
  public WorkerTarget {
    if (!drainWithin.isPositive()) {
      throw new IllegalArgumentException("drainWithin must be positive, was " + drainWithin);
    }
    if (least < 0 || most < least) {
      throw new IllegalArgumentException(
          "least must be 0 to most, was " + least + " with most " + most);
    }
  }

  /**
   * The wish.
   *
   * @param seconds the expected work that is waiting or under way, on one worker
   * @param concurrent the most tasks that limits let run at once; 0 for no limit
   */
  int workers(double seconds, int concurrent) {
    double wish = Math.ceil(seconds / (drainWithin.toNanos() / 1e9));
    double bound = concurrent > 0 ? Math.min(most, concurrent) : most;
    return (int) Math.max(least, Math.min(wish, bound));
  }
}
