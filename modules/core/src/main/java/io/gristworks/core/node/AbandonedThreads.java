package io.gristworks.core.node;

import java.time.Duration;

/**
 * What becomes of a node with threads that were abandoned because their handlers answer no
 * interrupt. Each of them holds memory, and a core if it computes. So with too many of them the
 * node takes no more work, gives back what is not begun, and is started anew after a while.
 *
 * <p>For one thread; time is in nanoseconds from any origin and never runs backwards.
 */
public final class AbandonedThreads {
  private final int most;
  private final long graceNanos;
  private boolean tooMany;
  private long since;

  /** What the node shall do. */
  public enum Verdict {
    /** Work. */
    WORK,
    /** Take no more work, and give back what is not begun. */
    TAKE_NO_MORE,
    /** End, to be started anew. */
    RESTART
  }

  /**
   * None yet.
   *
   * @param most so many a node may have, from 0
   * @param grace how long it waits for some of them to end after all, and for its own work to end
   */
  public AbandonedThreads(int most, Duration grace) {
    if (most < 0 || grace.isNegative()) {
      throw new IllegalArgumentException(
          "abandoned threads from 0, and no negative grace: " + most + ", " + grace);
    }
    this.most = most;
    this.graceNanos = grace.toNanos();
  }

  /** There are so many of them now. */
  public Verdict count(int abandoned, long now) {
    if (abandoned <= most) {
      tooMany = false;
      return Verdict.WORK;
    }
    if (!tooMany) {
      tooMany = true;
      since = now;
    }
    return now - since >= graceNanos ? Verdict.RESTART : Verdict.TAKE_NO_MORE;
  }

  /** Whether there were too many when they were counted last. */
  public boolean areTooMany() {
    return tooMany;
  }
}
