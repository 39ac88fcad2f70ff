package io.gristworks.core.node;

import io.gristworks.core.worker.FlushRule;
import java.time.Duration;

/**
 * When a node stores and reports outcomes, and how much of them it may hold.
 *
 * @param flush when they are stored
 * @param repeatAfter how long to wait for an answer before a report is repeated
 * @param unreportedBytes with more than this not acknowledged, no more work is asked for; from 1
 * @param unstoredBytes with more than this not stored, nothing more begins; from 1
 * @param unstoredFor nor where something waits for the store so long; above 0
 */
public record ReportRules(
    FlushRule flush,
    Duration repeatAfter,
    long unreportedBytes,
    long unstoredBytes,
    Duration unstoredFor) {
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
