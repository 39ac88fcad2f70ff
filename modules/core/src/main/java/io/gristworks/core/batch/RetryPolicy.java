package io.gristworks.core.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * When a failed attempt is followed by another: exponential backoff with equal jitter, so that
 * tasks that failed together do not return together.
 *
 * @param maxAttempts the most attempts, first one included, 1 to 100; a retry of dead letters
 *     grants as many again
 * @param backoff the wait after the first failure; it doubles with each further one
 * @param maxBackoff the longest wait
 * @param retryOn the kinds of errors that are worth another attempt, sorted; empty for all
 * @param giveUpOn the kinds of errors that are not, sorted; they prevail
 * @param restartsPerSecond the most tasks of the job that come back a second after a failure, so
 *     that what was down is not run over when it is up again; 0 where there is no limit, else
 *     within the bounds of {@link JobLimits#perSecond}
 */
public record RetryPolicy(
    int maxAttempts,
    Duration backoff,
    Duration maxBackoff,
    List<String> retryOn,
    List<String> giveUpOn,
    Double restartsPerSecond) {
  /** The least time between the moments at which tasks are due. */
  private static final long GRAIN_MILLIS = 50;

  /** Of a longer wait the moments lie so far apart as a part of this many, or somewhat less. */
  private static final long GRAINS = 64;

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
    restartsPerSecond = JobLimits.boundedRate("restarts_per_second", restartsPerSecond);
    retryOn = sorted(retryOn);
    giveUpOn = sorted(giveUpOn);
  }

  /** Every kind of error is worth another attempt, and they come back when they are due. */
  public RetryPolicy(int maxAttempts, Duration backoff, Duration maxBackoff) {
    this(maxAttempts, backoff, maxBackoff, List.of(), List.of(), 0.0);
  }

  private static List<String> sorted(Collection<String> kinds) {
    return List.copyOf(new TreeSet<>(kinds));
  }

  /** Whether a task that has failed {@code failedAttempts} times may try again. */
  public boolean allowsAnother(int failedAttempts) {
    return failedAttempts < maxAttempts;
  }

  /** Whether an attempt that ended in an error of this kind is worth another. */
  public boolean retries(String kind) {
    return !giveUpOn.contains(kind) && (retryOn.isEmpty() || retryOn.contains(kind));
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

  /**
   * The moment at which tasks are due that have waited for {@code wait} then: never earlier, and
   * later by less than 50 ms, or than a 64th of the wait where that is more. So tasks that wait
   * have few moments in common, however many they are and however long they wait.
   */
  public static Instant due(Instant now, Duration wait) {
    long grain = grainMillis(wait);
    long earliest = now.plus(wait).plusNanos(999_999).toEpochMilli();
    return Instant.ofEpochMilli(Math.ceilDiv(earliest, grain) * grain);
  }

  /**
   * A power of two of the least grain, so that the moments of shorter waits meet those of longer.
   */
  private static long grainMillis(Duration wait) {
    long least = wait.toMillis() / GRAINS / GRAIN_MILLIS;
    return GRAIN_MILLIS * Math.max(1, Long.highestOneBit(least));
  }

  /** No backoff is longer, from the failure on. */
  public Duration longestWait() {
    return Duration.between(Instant.EPOCH, due(Instant.EPOCH, maxBackoff));
  }
}
