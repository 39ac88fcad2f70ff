package io.gristworks.core.node;

import io.gristworks.core.worker.FlushRule;
import java.time.Duration;

/**
 * When a node stores and reports outcomes, how much of them it may hold, and how much goes into one
 * message.
 *
 * @param flush when they are stored
 * @param repeatAfter how long to wait for an answer before a report is repeated
 * @param unreportedBytes with more than this not acknowledged, no more work is asked for; from 1
 * @param unstoredBytes with more than this not stored, nothing more begins; from 1
 * @param unstoredFor nor where something waits for the store so long; above 0
 * @param parts how much goes into one message that tells what is held
 */
public record ReportRules(
    FlushRule flush,
    Duration repeatAfter,
    long unreportedBytes,
    long unstoredBytes,
    Duration unstoredFor,
    Parts parts) {
  /**
   * How much goes into one message; what is more goes into several.
   *
   * @param leaseBytes the most bytes of leases told to a coordinator; a lease is told whole
   * @param jobs the most jobs told to a pool, from 1
   */
  public record Parts(int leaseBytes, int jobs) {
    /** As much as surely fits, whatever the leases and jobs are: 1 MiB of leases, 2,000 jobs. */
    public static final Parts USUAL = new Parts(1 << 20, 2_000);

    /** Checks the bounds. */
    public Parts {
      if (leaseBytes < 1 || jobs < 1) {
        throw new IllegalArgumentException(
            "a part takes at least one byte and one job, was " + leaseBytes + " and " + jobs);
      }
    }
  }

  /** Checks the bounds. */
  public ReportRules {
    if (unreportedBytes < 1 || unstoredBytes < 1 || !unstoredFor.isPositive()) {
      throw new IllegalArgumentException(
          "bounds of what is held must be positive: unreported "
              + unreportedBytes
              + ", unstored "
              + unstoredBytes
              + " for "
              + unstoredFor);
    }
  }
}
