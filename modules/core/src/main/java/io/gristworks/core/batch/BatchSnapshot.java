package io.gristworks.core.batch;

import io.gristworks.core.batch.BatchEvent.Retry;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A batch's whole durable state as one immutable value: what a snapshot holds, and what two batches
 * are compared by.
 *
 * @param appends what has been appended under a key, in order
 * @param awaited how those of the batches ended that it waits for and that have
 * @param discarded the stored segments of outcomes that can not be counted any more
 */
public record BatchSnapshot(
    BatchSpec spec,
    boolean open,
    List<InputPart> inputs,
    List<Append> appends,
    long incarnation,
    Instant createdAt,
    List<Job> jobs,
    List<AwaitedEnd> awaited,
    List<UUID> discarded) {
  /** Copies the lists. */
  public BatchSnapshot {
    inputs = List.copyOf(inputs);
    appends = List.copyOf(appends);
    jobs = List.copyOf(jobs);
    awaited = List.copyOf(awaited);
    discarded = List.copyOf(discarded);
  }

  /**
   * A job has taken tasks under a key.
   *
   * @param job the job's place in the batch
   */
  public record Append(int job, AppendKey key) {}

  /**
   * One job of it.
   *
   * @param retries the tasks without an outcome that have failed at least once, by attempts and
   *     moment; those whose moment has passed, at the epoch
   * @param cancelReason why it was cancelled, last; null where it was not
   * @param course what else there is to know
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
      @Nullable CancelReason cancelReason,
      JobStateSnapshot course) {
    /** Copies the lists. */
    public Job {
      retries = List.copyOf(retries);
      segments = List.copyOf(segments);
      errors = List.copyOf(errors);
    }
  }
}
