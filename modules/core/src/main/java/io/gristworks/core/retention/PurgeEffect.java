package io.gristworks.core.retention;

import io.gristworks.core.batch.BatchId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a purge wants done. */
public sealed interface PurgeEffect {

  /**
   * Find batches that ended before {@code endedBefore}, the oldest first; answered with {@link
   * PurgeRun#found}.
   *
   * @param after only batches behind this one; null for the first
   */
  record Find(Instant endedBefore, @Nullable EndedBatch after) implements PurgeEffect {}

  /** Ask the batch's coordinator to retire; answered with {@link PurgeRun#answered}. */
  record AskToRetire(BatchId batch, Instant endedBefore) implements PurgeEffect {}

  /**
   * Delete some of a part of the batch; answered with {@link PurgeRun#removed}.
   *
   * @param at where to go on; see {@link PurgeRun.Removed#next}
   * @param pause to be waited before
   */
  record Remove(BatchId batch, BatchPart part, int at, Duration pause) implements PurgeEffect {}

  /** This run is over. */
  record End(PurgeRun.Sum sum) implements PurgeEffect {}
}
