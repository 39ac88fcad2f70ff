package io.gristworks.core.worker;

import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Keys for new segments. Later ones sort after earlier ones, so an index on them grows at its end
 * only.
 */
public final class SegmentIds {
  /** The lowest of the low halves that a UUID may have: by any order, also that of Java. */
  private static final long LOWEST = 0x8000000000000000L;

  /** A higher number would be negative for Java, and sort before all others. */
  private static final long LEASE_MAX = (1L << 59) - 1;

  private SegmentIds() {}

  /** A key of an upload that nobody else has: a UUID of version 7 (RFC 9562). */
  public static UUID fresh(Instant now, RandomGenerator random) {
    long high = (now.toEpochMilli() << 16) | 0x7000L | (random.nextLong() & 0xfffL);
    return new UUID(high, low(random));
  }

  /**
   * A key of a segment of outcomes that nobody else has: a UUID of version 8 (RFC 9562) that names
   * the lease that they are of; where they are of several, the one with the highest number. So what
   * was stored of a lease is found without its payload, and whatever the clocks of nodes show.
   */
  public static UUID ofLease(long lease, RandomGenerator random) {
    return new UUID(high(lease), low(random));
  }

  /** Which lease {@link #ofLease} has named. */
  public static long leaseOf(UUID segment) {
    long high = segment.getMostSignificantBits();
    return (high >>> 16 << 12) | (high & 0xfffL);
  }

  /** What sorts just before all that was stored of a lease, or of later ones. */
  public static UUID before(long lease) {
    return new UUID(high(lease), LOWEST);
  }

  private static long high(long lease) {
    if (lease < 0 || lease > LEASE_MAX) {
      throw new IllegalArgumentException("no key names lease " + lease);
    }
    return (lease >>> 12 << 16) | 0x8000L | (lease & 0xfffL);
  }

  private static long low(RandomGenerator random) {
    return (random.nextLong() & 0x3fffffffffffffffL) | LOWEST;
  }
}
