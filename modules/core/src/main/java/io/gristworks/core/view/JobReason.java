package io.gristworks.core.view;

import io.gristworks.core.batch.Awaited;
import io.gristworks.core.batch.CancelReason;
import io.gristworks.core.batch.Pause;
import io.gristworks.core.batch.SkipReason;
import java.time.Instant;
import java.util.List;

/** Why a job is where it is. */
public sealed interface JobReason {
  /** It has ended, and every task succeeded. */
  record AllSucceeded() implements JobReason {}

  /** It has ended, and some of its tasks failed. */
  record SomeFailed(long failed, long total) implements JobReason {}

  /** It has ended, and all of its tasks failed. */
  record AllFailed(long total) implements JobReason {}

  /** It was cancelled. */
  record Cancelled(CancelReason why) implements JobReason {}

  /** It was never begun. */
  record Skipped(SkipReason why) implements JobReason {}

  /** It is being cancelled. */
  record Cancelling(CancelReason why) implements JobReason {}

  /** Its batch is open. */
  record Open() implements JobReason {}

  /** It is paused. */
  record Paused(Pause pause) implements JobReason {}

  /** Others must end first. */
  record Waiting(List<Awaited> awaited) implements JobReason {
    /** Copies the list. */
    public Waiting {
      awaited = List.copyOf(awaited);
    }
  }

  /** Its time has not come. */
  record StartsAt(Instant time) implements JobReason {}

  /** Tasks of it are leased. */
  record WithWorkers(long tasks) implements JobReason {}

  /** Its tasks are to be handed out. */
  record WaitsForWorker(String operation, String queue) implements JobReason {}

  /** What is left of it is tried again later. */
  record WaitsForRetry(long tasks) implements JobReason {}

  /** Its tasks come from another job, which has no more results yet. */
  record WaitsForResults(String job) implements JobReason {}
}
