package io.gristworks.core.retention;

import io.gristworks.core.batch.BatchId;
import java.util.LinkedHashSet;
import java.util.Optional;

/** The latest ended batches of a node, by the order in which they came. One thread at a time. */
public final class RecentlyEnded {
  private final int most;
  private final LinkedHashSet<BatchId> batches = new LinkedHashSet<>();

  /** Remembers so many, from 0. */
  public RecentlyEnded(int most) {
    this.most = most;
  }

  /** One more; gives the one that is too many. A batch that is here already keeps its place. */
  public Optional<BatchId> add(BatchId batch) {
    return batches.add(batch) && batches.size() > most
        ? Optional.of(batches.removeFirst())
        : Optional.empty();
  }

  /** One is gone by itself. */
  public void remove(BatchId batch) {
    batches.remove(batch);
  }
}
