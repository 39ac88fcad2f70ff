package io.gristworks.core.lease;

import io.gristworks.core.batch.JobLimits;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Holds a job to its own limits. The bucket holds the tasks of one second, at least one: so many
 * may go at once, and never more in any time than that and the rate allow.
 */
final class JobRateLimit {
  private static final double ROUNDING = 1e-9;

  private double tokens;
  private @Nullable Instant refilledAt;
  private double perSecond;

  /**
   * Of a job of which nothing is handed out yet.
   *
   * @param isFresh whether there was no coordinator before that may have handed out some just now
   */
  JobRateLimit(boolean isFresh) {
    this.tokens = isFresh ? Double.MAX_VALUE : 0;
  }

  /** How many tasks may be handed out now, at most {@code wanted}. */
  int most(JobLimits limits, int leased, int wanted, Instant now) {
    int most = wanted;
    if (limits.maxConcurrent() > 0) {
      most = Math.min(most, Math.max(0, limits.maxConcurrent() - leased));
    }
    if (limits.perSecond() > 0) {
      refill(limits.perSecond(), now);
      most = Math.min(most, (int) Math.max(0, Math.floor(tokens + ROUNDING)));
    }
    perSecond = limits.perSecond();
    return most;
  }

  /** So many were. */
  void handedOut(int tasks) {
    if (perSecond > 0) {
      tokens -= tasks;
    }
  }

  private void refill(double rate, Instant now) {
    double passed =
        refilledAt == null ? 0 : Math.max(0, Duration.between(refilledAt, now).toNanos() / 1e9);
    tokens = Math.min(Math.max(1, rate), tokens + passed * rate);
    refilledAt = now;
  }
}
