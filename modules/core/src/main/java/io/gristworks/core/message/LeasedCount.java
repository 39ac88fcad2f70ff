package io.gristworks.core.message;

/**
 * What a coordinator knows of the leases of a job, for exact limits.
 *
 * @param leased how many tasks are leased, from 0
 * @param pool the epoch of the pool that this is meant for: after it was said, the coordinator
 *     answers no grant of an earlier pool, so none can add to {@code leased} unseen
 * @param sequence grows with each offer of the job, most of all with each new coordinator of its
 *     batch: an offer that is not newer is ignored; 0 where offers are not numbered
 * @param seen the highest number of a grant that the coordinator has answered: what came of it and
 *     of those before is in {@code leased}
 */
public record LeasedCount(long leased, long pool, long sequence, long seen) {
  /** Offers are not numbered, and limits of concurrency not kept. */
  public static final LeasedCount UNKNOWN = new LeasedCount(0, 0, 0, Long.MAX_VALUE);

  private static final int INCARNATION_SHIFT = 43;

  /**
   * The next number of an offer.
   *
   * @param last the one before
   * @param incarnation of the coordinator, from 0
   * @param millis the time of day; orders coordinators of one incarnation
   */
  public static long next(long last, long incarnation, long millis) {
    return Math.max(last + 1, (incarnation << INCARNATION_SHIFT) + millis);
  }

  /** Whether it has a number. */
  public boolean isNumbered() {
    return sequence != 0;
  }

  /** Of which coordinator it is, from 0. */
  public long incarnation() {
    return sequence >> INCARNATION_SHIFT;
  }

  /** Whether it was said after the other. */
  public boolean isNewerThan(LeasedCount other) {
    return !isNumbered() || sequence > other.sequence;
  }
}
