package io.gristworks.engine.coordinator;

import io.gristworks.core.lease.LeaseSettings;
import java.time.Duration;

/**
 * How coordinators behave. Read once at start.
 *
 * @param lease how large leases are and how long they live
 * @param offerEvery how often an offer is repeated
 * @param viewEvery how often, at most, the rows for lists are written while the status stays
 * @param holdingsWithin how long a new coordinator waits for the worker nodes to say what they hold
 * @param idleStop how long a finished batch stays in memory after the last question
 * @param latestEnded how many finished batches, at most, stay in the memory of one node; the latest
 * @param snapshotEvery how many events lie between snapshots
 */
public record CoordinatorSettings(
    LeaseSettings lease,
    Duration offerEvery,
    Duration viewEvery,
    Duration holdingsWithin,
    Duration idleStop,
    int latestEnded,
    int snapshotEvery) {
  /** What is right for most. */
  public static final CoordinatorSettings DEFAULT =
      new CoordinatorSettings(
          LeaseSettings.DEFAULT,
          Duration.ofSeconds(3),
          Duration.ofSeconds(1),
          Duration.ofSeconds(3),
          Duration.ofHours(1),
          200,
          300);
}
