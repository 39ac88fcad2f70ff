package io.gristworks.core.batch;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a failed attempt is followed by another: exponential backoff with equal jitter, so that
 * tasks that failed together do not return together.
 *
 * @param maxAttempts the most attempts, first one included, 1 to 100
 * @param backoff the wait after the first failure; it doubles with each further one
 * @param maxBackoff the longest wait
 */
public record RetryPolicy(int maxAttempts, Duration backoff, Duration maxBackoff) {
  /** Three attempts, 1 s and 2 s apart. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(3, Duration.ofSeconds(1), Duration.ofMinutes(5));

  /** Checks the bounds. */
  public RetryPolicy {
    if (maxAttempts < 1 || maxAttempts > 100) {
      throw new IllegalArgumentException("max_attempts must be 1 to 100, was " + maxAttempts);
    }
    if (backoff.isNegative() || maxBackoff.compareTo(backoff) < 0) {
      throw new IllegalArgumentException("backoff must be 0 to max_backoff, was " + backoff);
    }
  }

  /** Whether a task that has failed {@code failedAttempts} times may try again. */
  public boolean allowsAnother(int failedAttempts) {
    return failedAttempts < maxAttempts;
  }

  /**
   * How long to wait after the {@code failedAttempts}-th failure, from 1: between half and all of
   * the exponential step.
   */
  public Duration wait(int failedAttempts, RandomGenerator jitter) {
    double step = (double) backoff.toNanos() * Math.pow(2, failedAttempts - 1);
    double bounded = Math.min(step, (double) maxBackoff.toNanos());
    return Duration.ofNanos((long) (bounded * (0.5 + jitter.nextDouble() / 2)));
  }
}
