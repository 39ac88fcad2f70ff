package io.gristworks.engine.cluster;

import io.gristworks.core.batch.BatchId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * Which batches there are. A question to the coordinator of a batch starts that coordinator, which
 * the cluster then remembers and writes down; so whether there is such a batch is looked up first.
 * Those that were found are remembered, the latest of them, so that a question about a batch that
 * somebody follows costs nothing. For any number of threads.
 */
final class KnownBatches {
  private static final int REMEMBERED = 100_000;

  private final Predicate<BatchId> lookUp;
  private final Executor waiting;
  private final Set<BatchId> known =
      Collections.synchronizedSet(Collections.newSetFromMap(new Latest()));

  private static final class Latest extends LinkedHashMap<BatchId, Boolean> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<BatchId, Boolean> eldest) {
      return size() > REMEMBERED;
    }
  }

  /**
   * None yet.
   *
   * @param lookUp whether there is such a batch; may block, or throw
   * @param waiting where it is called
   */
  KnownBatches(Predicate<BatchId> lookUp, Executor waiting) {
    this.lookUp = lookUp;
    this.waiting = waiting;
  }

  /** Whether there is such a batch; yes where that cannot be looked up: its coordinator knows. */
  CompletionStage<Boolean> exists(BatchId batch) {
    if (known.contains(batch)) {
      return CompletableFuture.completedFuture(true);
    }
    return CompletableFuture.supplyAsync(() -> lookUp.test(batch), waiting)
        .thenApply(
            there -> {
              if (there) {
                add(batch);
              }
              return there;
            })
        .exceptionally(_ -> true);
  }

  /** There is such a batch, or will be in a moment. */
  void add(BatchId batch) {
    known.add(batch);
  }

  /** There is none, or none any more. */
  void remove(BatchId batch) {
    known.remove(batch);
  }
}
