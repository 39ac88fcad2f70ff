package io.gristworks.engine.schedule;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.schedule.ScheduledRun;
import io.gristworks.core.schedule.StoredBatch;
import io.gristworks.core.schedule.SubmitResult;
import io.gristworks.store.schedule.ScheduleStore;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * What the keeper of schedules works with.
 *
 * @param store where schedules are
 * @param batches tells whether a run goes on, and cancels it
 * @param submitter submits a run's batch
 * @param clock the time of day
 * @param waiting runs what waits
 */
public record SchedulePorts(
    ScheduleStore store,
    Batches batches,
    Submitter submitter,
    InstantSource clock,
    Executor waiting) {

  /** What runs have made. Calls block, and throw if nobody knows. */
  public interface Batches {
    /** Whether it has not ended; false where there is none. */
    boolean goesOn(BatchId batch);

    /** Cancels it; of one that has ended, or never was, nothing is left to cancel. */
    void cancel(BatchId batch, String reason);
  }

  /** Submits stored batches, as the gateway does for users. */
  @FunctionalInterface
  public interface Submitter {
    /**
     * Submits under {@link ScheduledRun#key}; blocks until it is known what became of it.
     *
     * @throws RuntimeException if nobody knows; then it is to be tried again
     */
    SubmitResult submit(ScheduledRun run, StoredBatch batch);
  }
}
