package io.gristworks.core.batch;

import io.gristworks.core.batch.BatchEvent.Retry;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A batch's whole durable state as one immutable value: what a snapshot holds, and what two batches
 * are compared by.
 *
 * @param appendKeys the idempotency keys of the appends so far
 */
public record BatchSnapshot(
    BatchSpec spec,
    boolean open,
    List<InputPart> inputs,
    List<String> appendKeys,
    long incarnation,
    Instant createdAt,
    List<Job> jobs) {
  /** Copies the lists. */
  public BatchSnapshot {
    inputs = List.copyOf(inputs);
    appendKeys = List.copyOf(appendKeys);
    jobs = List.copyOf(jobs);
  }

  /**
   * One job of it.
   *
   * @param retries the tasks without an outcome that have failed at least once
   * @param cancelReason why it was cancelled; null where it was not
   */
  public record Job(
      TaskSet succeeded,
      TaskSet failed,
      TaskSet cancelled,
      List<Retry> retries,
      List<SegmentRef> segments,
      SortedMap<String, Long> counters,
      List<ErrorGroup> errors,
      long attempts,
      long busyMicros,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt,
      @Nullable String cancelReason) {
    /** Copies the lists. */
    public Job {
      retries = List.copyOf(retries);
      segments = List.copyOf(segments);
      errors = List.copyOf(errors);
    }
  }
}
