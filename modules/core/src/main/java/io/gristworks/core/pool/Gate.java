package io.gristworks.core.pool;

import io.gristworks.core.batch.JobLimits;

/**
 * One limit: how much is out under it, and how much more may go.
 *
 * <p>Exact, as what is promised counts as out until it is known what came of it, and as the bucket
 * is not refilled above its burst (the tasks of one second, at least one) less what is promised.
 */
final class Gate {
  private static final double NANOS = 1e9;
  private static final double ROUNDING = 1e-9;
  private static final double WAIT_MAX_NANOS = 60e9;

  private final long opensFrom;
  private JobLimits limits = JobLimits.NONE;
  private long leased;
  private long promised;
  private double tokens;
  private long refilledAt;

  /**
   * An unlimited one.
   *
   * @param emptyAt when its bucket was empty
   * @param opensFrom before, nobody knows how much is out, and a limit of concurrency lets nothing
   *     pass
   */
  Gate(long emptyAt, long opensFrom) {
    this.refilledAt = emptyAt;
    this.opensFrom = opensFrom;
  }

  /** Sets the limit; what is out already stays out. */
  void limit(JobLimits others, long now) {
    if (others.equals(limits)) {
      return;
    }
    if (limits.perSecond() > 0) {
      refill(now);
      tokens = Math.min(tokens, burst(others));
    }
    limits = others;
  }

  boolean isLimited() {
    return limits.maxConcurrent() > 0 || limits.perSecond() > 0;
  }

  JobLimits limits() {
    return limits;
  }

  /** So many tasks more are leased, or fewer. */
  void leased(long more) {
    leased += more;
  }

  /** So many tasks may be leased soon. */
  void promise(long tasks) {
    promised += tasks;
  }

  /** A promise is over, and so many tasks were handed out. */
  void kept(long promise, long tasks, long now) {
    promised -= promise;
    if (limits.perSecond() > 0) {
      refill(now);
      tokens -= tasks;
    }
  }

  /** How many tasks may be handed out now, from 0. */
  long room(long now) {
    long room = Long.MAX_VALUE;
    if (limits.maxConcurrent() > 0) {
      room = now - opensFrom < 0 ? 0 : limits.maxConcurrent() - leased - promised;
    }
    if (limits.perSecond() > 0) {
      refill(now);
      room = Math.min(room, (long) Math.floor(tokens + ROUNDING) - promised);
    }
    return Math.max(0, room);
  }

  boolean isOpen(long now) {
    return room(now) > 0;
  }

  /** When a closed gate may open by time alone; {@link Long#MAX_VALUE} where it never does. */
  long opensAt(long now) {
    if (limits.maxConcurrent() > 0) {
      if (now - opensFrom < 0) {
        return opensFrom;
      }
      if (limits.maxConcurrent() <= leased + promised) {
        return Long.MAX_VALUE;
      }
    }
    if (limits.perSecond() == 0) {
      return Long.MAX_VALUE;
    }
    double nanos = Math.ceil((promised + 1 - tokens) / limits.perSecond() * NANOS);
    return now + (long) Math.clamp(nanos, 1, WAIT_MAX_NANOS);
  }

  private void refill(long now) {
    double passed = (now - refilledAt) / NANOS;
    tokens = Math.min(burst(limits), tokens + passed * limits.perSecond());
    refilledAt = now;
  }

  private static double burst(JobLimits limits) {
    return Math.max(1, limits.perSecond());
  }
}
