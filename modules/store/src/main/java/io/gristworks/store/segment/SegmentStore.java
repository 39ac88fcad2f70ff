package io.gristworks.store.segment;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.retention.StoredUpload;
import io.gristworks.core.task.SegmentRef;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where inputs and outcomes lie. An interface, so that object storage can take them when a database
 * no longer should.
 *
 * <p>All calls block; all throw {@link StoreUnavailable} where the database cannot be reached or
 * fails.
 */
public interface SegmentStore {

  /**
   * Begins an upload for a batch that may come to exist. Its segments are garbage until adopted.
   */
  void openUpload(String upload, BatchId batch, Instant now);

  /**
   * Begins an upload and writes all its segments, if it can in one commit: most uploads are small.
   */
  default void writeWhole(String upload, BatchId batch, Instant now, List<InputSegment> segments) {
    openUpload(upload, batch, now);
    writeInputs(segments);
  }

  /**
   * Stores segments of uploads that are open, in one commit. Storing the same segment again changes
   * nothing.
   *
   * @throws MissingSegment if an upload was never begun, or is deleted already
   */
  void writeInputs(List<InputSegment> segments);

  /**
   * Says that the upload's batch has been accepted with it. Idempotent.
   *
   * @throws MissingSegment if the upload was never begun, or is deleted already
   */
  void adopt(String upload);

  /**
   * Reads one segment of inputs.
   *
   * @throws MissingSegment if there is none
   */
  InputSegment readInput(String upload, int segment);

  /**
   * Finds a task by the submitter's id.
   *
   * @return the index of the task within the upload, or -1
   */
  int findCustomId(String upload, String customId);

  /**
   * Uploads that are not adopted, those begun first before others.
   *
   * @param after only those behind this one in that order; null for all
   */
  List<StoredUpload> unadopted(@Nullable StoredUpload after, int limit);

  /**
   * Deletes an upload with all its segments, unless it is adopted; the two cannot both happen.
   *
   * @return whether it was there to be deleted
   */
  boolean discardUpload(String upload);

  /** Deletes an upload with all its segments, adopted or not, a few segments a commit. */
  void deleteUpload(String upload);

  /** Stores outcome segments, all in one commit. Storing the same one again changes nothing. */
  void writeOutcomes(List<OutcomeSegment> segments);

  /**
   * Reads the segment that a coordinator accepted as {@code ref}.
   *
   * @throws MissingSegment if there is none
   */
  OutcomeSegment readOutcomes(BatchId batch, SegmentRef ref);

  /**
   * Some of the outcome segments that are stored of a batch, counted or not.
   *
   * @param after only those behind this one, in the store's own order; null for the first
   * @param limit the most to give, from 1
   */
  List<UUID> listOutcomes(BatchId batch, @Nullable UUID after, int limit);

  /**
   * Reads exactly these outcome segments of a batch, as far as they are there, whoever stored them.
   */
  List<OutcomeSegment> readOutcomes(BatchId batch, List<UUID> segments);

  /** Deletes exactly these outcome segments of a batch, as far as they are there. */
  void deleteOutcomes(BatchId batch, List<UUID> segments);

  /** The database did not do as told; whether it did is not known. */
  final class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what was tried, and why it failed. */
    public StoreUnavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** A segment that must be there is not. */
  final class MissingSegment extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Which one. */
    public MissingSegment(String message) {
      super(message);
    }
  }
}
