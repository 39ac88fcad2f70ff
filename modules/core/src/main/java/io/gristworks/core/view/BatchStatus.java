package io.gristworks.core.view;

import io.gristworks.core.batch.Status;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A batch as it stands.
 *
 * @param revision the sequence number of the last event in its journal; it only grows
 * @param jobs its jobs, in the submitter's order
 * @param waitingFor the ids of the batches whose end it waits for
 */
public record BatchStatus(
    String id,
    String tenant,
    String name,
    SortedMap<String, String> labels,
    Status status,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    long revision,
    List<JobStatus> jobs,
    List<String> waitingFor) {

  /** The tasks of all jobs together. */
  public Counts counts() {
    return jobs.stream().map(JobStatus::counts).reduce(Counts.NONE, Counts::plus);
  }
}
