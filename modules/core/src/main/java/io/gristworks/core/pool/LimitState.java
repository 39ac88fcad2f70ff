package io.gristworks.core.pool;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.view.QueueStatus.LimitUse;
import java.util.ArrayList;
import java.util.List;

/**
 * One limit: how much is out under it, and how much more may go.
 *
 * <p>Exact, as what is promised counts as out until it is known what came of it, and as the bucket
 * is not refilled above its burst (the tasks of one second, at least one) less what is promised.
 * Nothing passes a limit before it is known what is out; the bucket is empty then.
 */
final class LimitState {
  private static final double NANOS = 1e9;
  private static final double ROUNDING = 1e-9;
  private static final double WAIT_MAX_NANOS = 60e9;

  /** Whose work it limits together; not those of operations and jobs. */
  final List<Account> accounts = new ArrayList<>();

  private JobLimits limits = JobLimits.NONE;
  private boolean counted;
  private long leased;
  private long promised;
  private double tokens;
  private long refilledAt;

  /**
   * An unlimited one.
   *
   * @param counted whether it is known how much is out
   * @param emptyAt when its bucket was empty
   */
  LimitState(boolean counted, long emptyAt) {
    this.counted = counted;
    this.refilledAt = emptyAt;
  }

  /** From now on it is known how much is out. */
  void counted(long now) {
    counted = true;
    tokens = 0;
    refilledAt = now;
  }

  /** Sets the limit; what is out already stays out. */
  void limit(JobLimits others, long now) {
    if (others.equals(limits)) {
      return;
    }
    if (limits.perSecond() > 0) {
      refill(now);
    }
    limits = others;
    if (others.perSecond() > 0 && tokens > burst()) {
      refill(now);
    }
  }

  private double burst() {
    return Math.max(1, limits.perSecond());
  }

  boolean isLimited() {
    return limits.maxConcurrent() > 0 || limits.perSecond() > 0;
  }

  JobLimits limits() {
    return limits;
  }

  /** So many tasks more are leased, or fewer. */
  void heard(long moreLeased) {
    leased += moreLeased;
  }

  /** So many tasks may be leased soon. */
  void promise(long tasks) {
    promised += tasks;
  }

  /** A promise is over, and so many tasks were handed out. */
  void kept(long promise, long tasks, long now) {
    if (limits.perSecond() > 0) {
      refill(now); // as long as what is spent is still promised, lest it is given up as well
      tokens -= tasks;
    }
    promised -= promise;
  }

  /** How many tasks may be handed out now, from 0. */
  long room(long now) {
    if (!isLimited()) {
      return Long.MAX_VALUE;
    }
    if (!counted) {
      return 0;
    }
    long room = Long.MAX_VALUE;
    if (limits.maxConcurrent() > 0) {
      room = limits.maxConcurrent() - leased - promised;
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

  /** When a closed one may open by time alone; {@link Long#MAX_VALUE} where it never does. */
  long opensAt(long now) {
    boolean full = limits.maxConcurrent() > 0 && limits.maxConcurrent() <= leased + promised;
    if (!counted || full || limits.perSecond() == 0) {
      return Long.MAX_VALUE;
    }
    double nanos = Math.ceil((promised + 1 - tokens) / limits.perSecond() * NANOS);
    return now + (long) Math.clamp(nanos, 1, WAIT_MAX_NANOS);
  }

  /** Whether there is nothing to remember: its bucket is full, where it has one. */
  boolean isRested(long now) {
    if (limits.perSecond() == 0) {
      return true;
    }
    refill(now);
    return tokens >= burst();
  }

  private void refill(long now) {
    double passed = (now - refilledAt) / NANOS;
    refilledAt = now;
    if (tokens <= burst()) {
      tokens = Math.min(burst(), tokens + passed * limits.perSecond());
    } else {
      // The burst has become smaller. What is promised may still be spent.
      tokens = Math.max(burst(), Math.min(tokens, (double) promised));
    }
  }

  /** How it stands in each of its measures. */
  List<LimitUse> uses(String scope, String name) {
    var uses = new ArrayList<LimitUse>();
    long out = leased + promised;
    if (limits.maxConcurrent() > 0) {
      uses.add(new LimitUse(scope, name, "max_concurrent", limits.maxConcurrent(), out, counted));
    }
    if (limits.perSecond() > 0) {
      uses.add(new LimitUse(scope, name, "per_second", limits.perSecond(), promised, counted));
    }
    return uses;
  }
}
