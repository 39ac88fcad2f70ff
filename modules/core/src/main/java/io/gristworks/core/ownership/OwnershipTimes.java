package io.gristworks.core.ownership;

import java.time.Duration;

/**
 * How long an owner lives that does not speak.
 *
 * @param term an owner that was not renewed for so long may be replaced; at least eight times
 *     {@code renewEvery}
 * @param renewEvery the time between two renewals; above zero
 */
public record OwnershipTimes(Duration term, Duration renewEvery) {
  private static final int RENEWALS_PER_TERM_MIN = 8;

  /** A term of ten seconds, renewed each second. */
  public static final OwnershipTimes DEFAULT =
      new OwnershipTimes(Duration.ofSeconds(10), Duration.ofSeconds(1));

  /** Checks the bounds. */
  public OwnershipTimes {
    if (!renewEvery.isPositive()) {
      throw new IllegalArgumentException("renew-every must be above 0, was " + renewEvery);
    }
    if (renewEvery.multipliedBy(RENEWALS_PER_TERM_MIN).compareTo(term) > 0) {
      throw new IllegalArgumentException(
          "term must be at least eight times renew-every, was "
              + term
              + " with renew-every "
              + renewEvery);
    }
  }

  /** After so long without a renewal the oldest member takes over from the holder. */
  Duration oldestTakesOverAfter() {
    return renewEvery.multipliedBy(3);
  }

  /** After so long without a renewal any member takes over from the holder. */
  Duration anyTakesOverAfter() {
    return renewEvery.multipliedBy(6);
  }

  /**
   * A node that starts claims only what it has itself seen unrenewed for so long. After an outage
   * of the database the row looks lapsed until a member of the living cluster reaches it again.
   */
  Duration watch() {
    return renewEvery.multipliedBy(5);
  }
}
