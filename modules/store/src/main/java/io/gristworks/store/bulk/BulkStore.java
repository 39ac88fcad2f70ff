package io.gristworks.store.bulk;

import io.gristworks.core.batch.Status;
import io.gristworks.core.bulk.BulkId;
import io.gristworks.core.bulk.BulkOperation;
import io.gristworks.core.bulk.BulkPage;
import io.gristworks.core.bulk.BulkRequest;
import io.gristworks.core.bulk.BulkTarget;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where bulk operations are kept, and which batches they match. Every call blocks, and throws
 * {@link io.gristworks.store.segment.SegmentStore.StoreUnavailable} if the database fails.
 */
public interface BulkStore {
  /** The most operations of one tenant that have not ended. */
  int MOST_OPEN = 100;

  /**
   * Adds an operation, unless there is one of its id.
   *
   * @return the one that was there; empty where this one is new
   * @throws TooMany if the tenant has {@link #MOST_OPEN} that have not ended
   */
  Optional<BulkOperation> create(BulkOperation operation);

  /** The tenant's operation of that id. */
  Optional<BulkOperation> find(String tenant, BulkId id);

  /**
   * A tenant's operations, the latest first.
   *
   * @param cursor where the last page ended; null for the first page
   * @param limit the most, from 1
   * @throws io.gristworks.store.view.BatchViews.InvalidCursor if the cursor is not one of ours
   */
  Page list(String tenant, @Nullable String cursor, int limit);

  /** Some operations, and the cursor of those after them, where there are any. */
  record Page(List<BulkOperation> operations, Optional<String> next) {}

  /** Operations that have not ended, in the order of their acceptance. */
  List<BulkOperation> open(int most);

  /**
   * Stores how an operation stands.
   *
   * @return whether it holds; false where it has been changed since the one before, or is gone
   */
  boolean settle(BulkOperation next);

  /** How many match, jobs or batches, of the batches submitted until then, inclusive. */
  long count(BulkRequest wish, Instant until);

  /** The first that match, likewise, in the order of submission. */
  List<Match> first(BulkRequest wish, Instant until, int most);

  /**
   * One that matches.
   *
   * @param name what its batch is called
   * @param status how it stands itself
   */
  record Match(BulkTarget target, String name, Status status) {}

  /**
   * Looks at the next batches.
   *
   * @param operation goes on behind the place where it is
   * @param until only batches submitted until then, inclusive
   * @param most how many to look at, matched or not; from 1
   */
  BulkPage page(BulkOperation operation, Instant until, int most);

  /**
   * Forgets operations that ended before a moment.
   *
   * @return how many, at most {@code most}
   */
  int forget(Instant endedBefore, int most);

  /** The tenant has as many open operations as it may. */
  final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** In a sentence. */
    public TooMany() {
      super(MOST_OPEN + " bulk operations have not ended yet, as many as a tenant may have");
    }
  }
}
