package io.gristworks.core.worker;

import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Keys for new segments: UUIDs of version 7 (RFC 9562). Later ones sort after earlier ones, so an
 * index on them grows at its end only.
 */
public final class SegmentIds {
  private SegmentIds() {}

  /** A key that nobody else has. */
  public static UUID fresh(Instant now, RandomGenerator random) {
    long high = (now.toEpochMilli() << 16) | 0x7000L | (random.nextLong() & 0xfffL);
    long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(high, low);
  }
}
