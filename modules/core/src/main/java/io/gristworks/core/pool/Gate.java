package io.gristworks.core.pool;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.share.LimitKey.Measure;
import io.gristworks.core.share.Need;
import io.gristworks.core.share.Part;
import io.gristworks.core.share.Units;
import io.gristworks.core.view.QueueStatus;
import org.jspecify.annotations.Nullable;

/**
 * One limit: how much is out under it, and how much more may go.
 *
 * <p>Exact, as what is promised counts as out until it is known what came of it, and as the bucket
 * is not refilled above its burst (the tasks of one second, at least one) less what is promised.
 *
 * <p>Of a limit that is divided between the pools of a cluster, only this pool's {@link Share}
 * counts; as long as it has none, nothing passes.
 */
final class Gate {
  private static final double NANOS = 1e9;
  private static final double ROUNDING = 1e-9;
  private static final double WAIT_MAX_NANOS = 60e9;

  private final long opensFrom;
  private final @Nullable Shares shares;
  private JobLimits limits = JobLimits.NONE;
  private long leased;
  private long promised;
  private long waiting;
  private double tokens;
  private long refilledAt;

  /** What holds here, of the whole limit or of a share. */
  private long maxConcurrent;

  private double perSecond;
  private double burst;

  /** Of a divided limit. */
  @Nullable Share concurrent;

  @Nullable Share rate;

  /** Whether the shares are to look at it. */
  boolean touched;

  /**
   * An unlimited one.
   *
   * @param emptyAt when its bucket was empty
   * @param opensFrom before, nobody knows how much is out, and a limit of concurrency lets nothing
   *     pass
   * @param shares of what is divided; null where the whole limit is this pool's
   */
  Gate(long emptyAt, long opensFrom, @Nullable Shares shares) {
    this.refilledAt = emptyAt;
    this.opensFrom = opensFrom;
    this.shares = shares;
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
    if (concurrent != null) {
      concurrent.limit(others.maxConcurrent());
    }
    if (rate != null) {
      rate.limit(Units.of(others, Measure.RATE).count());
    }
    bound();
    if (others.perSecond() > 0 && tokens > burst) {
      refill(now);
    }
    touch();
  }

  /** Works out anew what holds. */
  private void bound() {
    if (shares == null) {
      maxConcurrent = limits.maxConcurrent();
      perSecond = limits.perSecond();
      burst = Math.max(1, perSecond);
    } else {
      var each = Units.of(limits, Measure.RATE);
      long units = rate == null ? 0 : rate.units;
      maxConcurrent = concurrent == null ? 0 : concurrent.units;
      perSecond = units * each.perSecond();
      burst = units * each.burst();
    }
  }

  /** This share holds from now on; null where there is none any more. */
  void share(Measure measure, @Nullable Share other, long now) {
    switch (measure) {
      case CONCURRENT -> concurrent = other;
      case RATE -> {
        refill(now);
        rate = other;
      }
    }
    bound();
  }

  /** A share of it is another than before. */
  void take(Share share, Part part, long now) {
    refill(now);
    share.take(part, Units.of(limits, share.key.measure()).count());
    if (share == rate) {
      tokens += part.tokens();
    }
    bound();
    refill(now);
  }

  private void touch() {
    if (shares != null && !touched && isLimited()) {
      shares.touch(this);
    }
  }

  boolean isLimited() {
    return limits.maxConcurrent() > 0 || limits.perSecond() > 0;
  }

  JobLimits limits() {
    return limits;
  }

  /** So many tasks more are leased, and so many more wait, or fewer. */
  void heard(long moreLeased, long moreWaiting) {
    leased += moreLeased;
    waiting += moreWaiting;
    touch();
  }

  /** So many tasks may be leased soon. */
  void promise(long tasks) {
    promised += tasks;
    if (concurrent != null) {
      concurrent.peak = Math.max(concurrent.peak, leased + promised);
    }
  }

  /** A promise is over, and so many tasks were handed out. */
  void kept(long promise, long tasks, long now) {
    if (limits.perSecond() > 0) {
      refill(now); // as long as what is spent is still promised, lest it is given up as well
      tokens -= tasks;
    }
    promised -= promise;
    touch();
  }

  /** How many tasks may be handed out now, from 0. */
  long room(long now) {
    long room = Long.MAX_VALUE;
    if (limits.maxConcurrent() > 0) {
      room = now - opensFrom < 0 ? 0 : maxConcurrent - leased - promised;
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
      if (maxConcurrent <= leased + promised) {
        return Long.MAX_VALUE;
      }
    }
    if (perSecond == 0) {
      return Long.MAX_VALUE;
    }
    double nanos = Math.ceil((promised + 1 - tokens) / perSecond * NANOS);
    return now + (long) Math.clamp(nanos, 1, WAIT_MAX_NANOS);
  }

  private void refill(long now) {
    double passed = (now - refilledAt) / NANOS;
    refilledAt = now;
    if (tokens <= burst) {
      tokens = Math.min(burst, tokens + passed * perSecond);
      return;
    }
    // The burst has become smaller. What is promised may still be spent.
    double left = Math.max(burst, Math.min(tokens, (double) promised));
    if (rate != null) {
      rate.returned += tokens - left;
    }
    tokens = left;
  }

  /** Whether there is nothing under it. */
  boolean isIdle() {
    return leased == 0 && promised == 0 && waiting == 0;
  }

  /**
   * What this pool needs of a divided limit.
   *
   * @param most how many tasks the pool could have out, whatever this limit is; 0 where it may have
   *     none
   */
  Need need(Share share, long most, long now) {
    return switch (share.key.measure()) {
      case CONCURRENT -> {
        long out = leased + promised;
        long could = share.peak >= share.units ? out + waiting : Math.max(1, share.peak);
        long want =
            Math.min(Math.min(out + waiting, could), Math.min(most, limits.maxConcurrent()));
        yield said(share, out, Math.max(out, want));
      }
      case RATE -> {
        refill(now);
        var each = Units.of(limits, Measure.RATE);
        long out = (long) Math.ceil(promised / each.burst());
        boolean works = most > 0 && (waiting > 0 || promised > 0);
        boolean idles = share.units > 0 && tokens >= burst;
        yield said(share, out, Math.max(out, works ? idles ? 1 : each.count() : 0));
      }
    };
  }

  /** How it stands in one measure. */
  QueueStatus.LimitPart part(String scope, String name, Measure measure) {
    return switch (measure) {
      case CONCURRENT ->
          new QueueStatus.LimitPart(
              scope,
              name,
              "max_concurrent",
              limits.maxConcurrent(),
              maxConcurrent,
              leased + promised);
      case RATE ->
          new QueueStatus.LimitPart(
              scope, name, "per_second", limits.perSecond(), perSecond, promised);
    };
  }

  private static Need said(Share share, long out, long want) {
    return new Need(share.key, share.number, share.units, out, want, share.returned);
  }
}
