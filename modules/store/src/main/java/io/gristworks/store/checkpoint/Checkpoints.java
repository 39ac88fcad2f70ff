package io.gristworks.store.checkpoint;

import io.gristworks.core.batch.BatchId;
import java.util.Optional;

/**
 * The checkpoints of tasks, one each. All calls block; all throw {@link
 * io.gristworks.store.segment.SegmentStore.StoreUnavailable} where the database cannot be reached
 * or fails.
 */
public interface Checkpoints {

  /**
   * Whose checkpoint it is.
   *
   * @param job the job's place in the batch, from 0
   * @param task the task's index in the job, from 0
   */
  record Owner(BatchId batch, int job, int task) {}

  /**
   * Keeps a task's state in place of what was kept before, unless a later lease has kept its own.
   * Saving the same again changes nothing.
   *
   * @param lease under which the attempt runs that saves
   * @param state at most 64 KiB
   * @return whether it is kept; false where a later lease has the say
   */
  boolean save(Owner owner, long lease, byte[] state);

  /** What is kept of a task, if anything. */
  Optional<byte[]> read(Owner owner);

  /**
   * Deletes what was kept of a batch under leases of lower numbers, a few rows a commit. What a
   * later lease keeps stays.
   *
   * @return how many there were
   */
  int deleteBefore(BatchId batch, long lease);
}
