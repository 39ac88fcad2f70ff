package io.gristworks.core.pool;

/**
 * Numbers pools in the order in which they began. Of two that live at a time the one with the
 * higher epoch counts. No two pools have the same: each candidate has numbers of its own.
 *
 * <p>A grant's number begins with the epoch of its pool, so that any two grants of a cluster differ
 * and those of a later pool are higher.
 */
public final class PoolEpoch {
  /** Before the first pool. */
  public static final long NONE = 0;

  private static final int CANDIDATE_BITS = 10;
  private static final int GRANT_BITS = 38;

  private PoolEpoch() {}

  /**
   * The epoch of a new pool.
   *
   * @param highest the highest one that its candidate has heard of
   * @param candidate which candidate it is; their numbers differ in the last ten bits
   */
  public static long after(long highest, int candidate) {
    long round = (highest >> CANDIDATE_BITS) + 1;
    return (round << CANDIDATE_BITS) | (candidate & ((1 << CANDIDATE_BITS) - 1));
  }

  /** The number of the first grant of a pool. */
  public static long firstGrant(long epoch) {
    return (epoch << GRANT_BITS) + 1;
  }

  /** The epoch of the pool that made a grant. */
  public static long of(long grant) {
    return grant >> GRANT_BITS;
  }
}
