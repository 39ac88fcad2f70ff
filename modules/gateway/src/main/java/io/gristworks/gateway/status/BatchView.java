package io.gristworks.gateway.status;

import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.JobStatus;
import io.gristworks.gateway.explain.EtaRange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A batch as users see it.
 *
 * @param counts over all its jobs
 * @param waitingFor the batches whose end it waits for
 * @param etaSeconds until the last of its jobs is done; absent where nothing is known of one
 */
public record BatchView(
    String id,
    String batch,
    String name,
    SortedMap<String, String> labels,
    String status,
    CountsView counts,
    CountsView.Progress progress,
    double tasksPerSecond,
    @Nullable Double etaSeconds,
    @Nullable EtaRange eta,
    List<String> waitingFor,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    long attempts,
    double busyMs,
    long revision,
    List<JobView> jobs,
    Map<String, String> links) {

  /** The view of {@code batch}. */
  public static BatchView of(BatchStatus batch) {
    return new BatchView(
        batch.id(),
        batch.id(),
        batch.name(),
        batch.labels(),
        JobView.lower(batch.status()),
        CountsView.of(batch.counts()),
        CountsView.Progress.of(batch.counts()),
        batch.jobs().stream().mapToDouble(JobStatus::tasksPerSecond).sum(),
        eta(batch),
        EtaRange.of(batch, List.of(), batch.createdAt()).orElse(null),
        batch.waitingFor(),
        batch.createdAt(),
        batch.startedAt(),
        batch.finishedAt(),
        batch.jobs().stream().mapToLong(JobStatus::attempts).sum(),
        batch.jobs().stream().mapToLong(JobStatus::busyMicros).sum() / 1000.0,
        batch.revision(),
        batch.jobs().stream().map(job -> JobView.of(batch, job)).toList(),
        JobView.links("/batches/" + batch.id()));
  }

  private static @Nullable Double eta(BatchStatus batch) {
    var unfinished = batch.jobs().stream().filter(job -> !job.status().isFinal()).toList();
    if (unfinished.stream().anyMatch(job -> job.etaSeconds() < 0)) {
      return null;
    }
    return unfinished.stream().mapToDouble(JobStatus::etaSeconds).max().orElse(0);
  }
}
