package io.gristworks.core.pool;

import java.time.Duration;

/**
 * How a pool behaves. Read once at start: a bad value stops the node before it joins.
 *
 * @param lapses after how long what is not repeated is void
 * @param rhythm how often it does what
 * @param backoff how long a job that answered "nothing" is left alone
 * @param worthwhile moving less than this much expected work to an idle node does not pay
 * @param workers how many workers to wish for
 */
public record PoolSettings(
    Lapses lapses, Rhythm rhythm, Backoff backoff, Duration worthwhile, WorkerTarget workers) {

  /** What suits a cluster of any size. */
  public static final PoolSettings STANDARD =
      new PoolSettings(
          new Lapses(
              Duration.ofSeconds(15),
              Duration.ofSeconds(8),
              Duration.ofSeconds(3),
              Duration.ofMinutes(2),
              Duration.ofMinutes(2)),
          new Rhythm(Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofSeconds(1)),
          new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1)),
          Duration.ofMillis(20),
          WorkerTarget.USUAL);

  /**
   * After how long what is not repeated is void.
   *
   * @param offer an offer
   * @param count what is leased under a limit is asked for; longer than two offers are apart
   * @param grant a grant that is not answered; its credit is free again
   * @param lease what was leased of a job whose coordinator is silent no longer counts; nor does
   *     what a node may hold that has not said so to a new pool
   * @param queue a queue that has no work any more is shown for so long
   */
  public record Lapses(
      Duration offer, Duration count, Duration grant, Duration lease, Duration queue) {
    /** Checks the bounds. */
    public Lapses {
      requirePositive("offer", offer);
      requirePositive("count", count);
      requirePositive("grant", grant);
      requirePositive("queue", queue);
      if (lease.compareTo(offer) < 0) {
        throw new IllegalArgumentException(
            "lease must be at least offer: " + lease + " < " + offer);
      }
    }
  }

  /**
   * How often it does what.
   *
   * @param tick how often {@link PoolInput.Ticked} is said
   * @param linger how long a credit waits for work before it is given back; the price of a credit
   *     that is held is nothing, that of giving it back is three messages for the next small job
   * @param callEvery how often nodes are told again of work that nobody takes
   */
  public record Rhythm(Duration tick, Duration linger, Duration callEvery) {
    /** Checks the bounds. */
    public Rhythm {
      requirePositive("tick", tick);
      requirePositive("linger", linger);
      requirePositive("callEvery", callEvery);
    }
  }

  /**
   * How long a job is left alone that answered "nothing".
   *
   * @param min at first
   * @param max at most; the time doubles in between
   */
  public record Backoff(Duration min, Duration max) {
    /** Checks the bounds. */
    public Backoff {
      requirePositive("min", min);
      if (max.compareTo(min) < 0) {
        throw new IllegalArgumentException("max must be at least min: " + max + " < " + min);
      }
    }
  }

  /** Checks the bounds. */
  public PoolSettings {
    requirePositive("worthwhile", worthwhile);
  }

  /** The same with other wishes for workers. */
  public PoolSettings with(WorkerTarget wishes) {
    return new PoolSettings(lapses, rhythm, backoff, worthwhile, wishes);
  }

  private static void requirePositive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " must be positive, was " + value);
    }
  }
}
