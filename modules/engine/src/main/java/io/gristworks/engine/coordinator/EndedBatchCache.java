package io.gristworks.engine.coordinator;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.retention.RecentlyEnded;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The latest batches of one node that have ended: their coordinators stay in memory, so that
 * questions are answered at once; those before them leave. For any number of threads.
 */
public final class EndedBatchCache {
  private final RecentlyEnded latest;
  private final Map<BatchId, Runnable> leaving = new HashMap<>();

  /** Room for so many, from 0. */
  public EndedBatchCache(int most) {
    this.latest = new RecentlyEnded(most);
  }

  /**
   * A batch has ended and would stay; once more does no harm.
   *
   * @param leave called when there is no room any more, on whatever thread
   */
  void stays(BatchId batch, Runnable leave) {
    comes(batch, leave).ifPresent(Runnable::run);
  }

  private synchronized Optional<Runnable> comes(BatchId batch, Runnable leave) {
    leaving.put(batch, leave);
    return latest.add(batch).map(leaving::remove);
  }

  /** A coordinator has ended, or its batch goes on. */
  synchronized void left(BatchId batch) {
    latest.remove(batch);
    leaving.remove(batch);
  }
}
