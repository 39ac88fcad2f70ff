package io.gristworks.store.view;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Status;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.Counts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows behind lists. Calls block; see {@link io.gristworks.store.segment.SegmentStore}. */
public interface BatchViews {

  /**
   * Writes a batch and its jobs as they stand; an older revision than the stored one is ignored.
   */
  void write(BatchStatus status);

  /** Whether there is such a batch: in the lists, or, where it is too new for them, its journal. */
  boolean exists(BatchId batch);

  /**
   * Batches, newest first.
   *
   * @throws InvalidCursor if the filter's cursor is not one of ours
   */
  Page<BatchRow> batches(Filter filter);

  /**
   * Jobs, those of the newest batch first; within a batch in the submitter's order.
   *
   * @throws InvalidCursor if the filter's cursor is not one of ours
   */
  Page<JobRow> jobs(Filter filter);

  /**
   * What to list.
   *
   * @param tenant only this tenant's; null for all
   * @param status only these; null for all
   * @param operation only jobs of this operation, and batches with such a job; null for all
   * @param queue likewise
   * @param limit the most rows, 1 to 1000
   * @param cursor where the last page ended; null for the first page
   */
  record Filter(
      @Nullable String tenant,
      @Nullable Status status,
      @Nullable String operation,
      @Nullable String queue,
      int limit,
      @Nullable String cursor) {
    /** Checks the limit. */
    public Filter {
      if (limit < 1 || limit > 1000) {
        throw new IllegalArgumentException("limit must be 1 to 1000, was " + limit);
      }
    }
  }

  /**
   * Some rows.
   *
   * @param next the cursor of the page after this one, where there is one
   */
  record Page<R>(List<R> rows, Optional<String> next) {}

  /** A batch in a list. */
  record BatchRow(
      String batch,
      String tenant,
      String name,
      Status status,
      int jobs,
      Counts counts,
      Instant createdAt,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt) {}

  /** A job in a list. */
  record JobRow(
      String batch,
      String job,
      String tenant,
      String operation,
      String queue,
      Status status,
      Counts counts,
      Instant createdAt,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt) {}

  /** A cursor that none of our pages ended with. */
  final class InvalidCursor extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** The cursor, and what is wrong with it where that is known. */
    public InvalidCursor(String cursor, @Nullable Throwable cause) {
      super("not a cursor: " + cursor, cause);
    }
  }
}
