package io.gristworks.store.retention;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.retention.BatchPart;
import io.gristworks.core.retention.EndedBatch;
import io.gristworks.core.retention.PurgeRun.Removed;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All rows of batches whose time is over. Calls block; safe for any number of threads. */
public interface BatchDeletion {

  /**
   * Batches that ended before {@code endedBefore}, oldest first; nothing says that these have
   * retired.
   *
   * @param after only batches behind this one; null for the first
   * @param limit the most batches, from 1
   */
  List<EndedBatch> ended(Instant endedBefore, @Nullable EndedBatch after, int limit);

  /**
   * Deletes some rows, in one commit. Does nothing where the batch's journal does not end with its
   * retirement, unless there is no journal at all.
   *
   * @param at where to go on, 0 at first
   * @throws StillNeeded if the batch has not retired
   * @throws io.gristworks.store.segment.SegmentStore.StoreUnavailable if the database fails
   */
  Removed remove(BatchId batch, BatchPart part, int at);

  /** The journal goes on: somebody needs this batch. */
  final class StillNeeded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Which one. */
    public StillNeeded(BatchId batch) {
      super("batch " + batch + " has not retired; nothing of it is deleted");
    }
  }
}
