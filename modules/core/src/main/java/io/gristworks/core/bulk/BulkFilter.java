package io.gristworks.core.bulk;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Status;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which batches are meant, or which jobs of them; all that is said must hold.
 *
 * @param tenant whose they are
 * @param statuses as they stand when they are looked at; none for any
 * @param operation they have a job of it; null for any
 * @param queue they have a job in it; null for any
 * @param name what they are called, or how that begins where it ends with {@code *}; null for any
 * @param submittedAfter exclusive; null for no bound
 * @param submittedBefore exclusive; null for no bound
 * @param batches only these; none for any
 * @param jobs where single jobs are meant: only batches with such a job, and of them these jobs;
 *     null where batches are meant as a whole
 */
public record BulkFilter(
    String tenant,
    List<Status> statuses,
    @Nullable String operation,
    @Nullable String queue,
    @Nullable String name,
    @Nullable Instant submittedAfter,
    @Nullable Instant submittedBefore,
    List<BatchId> batches,
    @Nullable JobFilter jobs) {
  /** Copies the lists, in an order in which the same filter is equal. */
  public BulkFilter {
    statuses = statuses.stream().sorted().distinct().toList();
    batches = List.copyOf(batches);
  }

  /** Of whole batches. */
  public BulkFilter(
      String tenant,
      List<Status> statuses,
      @Nullable String operation,
      @Nullable String queue,
      @Nullable String name,
      @Nullable Instant submittedAfter,
      @Nullable Instant submittedBefore,
      List<BatchId> batches) {
    this(tenant, statuses, operation, queue, name, submittedAfter, submittedBefore, batches, null);
  }

  /** The same, of single jobs. */
  public BulkFilter with(JobFilter which) {
    return new BulkFilter(
        tenant, statuses, operation, queue, name, submittedAfter, submittedBefore, batches, which);
  }

  /** All of a tenant. */
  public static BulkFilter all(String tenant) {
    return new BulkFilter(tenant, List.of(), null, null, null, null, null, List.of());
  }
}
