package io.gristworks.gateway;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.store.view.BatchViews;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Views of what was written, one row a page for the batches, so that there is a cursor. */
final class MemoryViews implements BatchViews {
  private final List<BatchStatus> written = new ArrayList<>();
  volatile Filter asked = new Filter(null, null, null, null, 1, null);

  @Override
  public synchronized void write(BatchStatus status) {
    written.addFirst(status);
  }

  @Override
  public synchronized boolean exists(BatchId batch) {
    return written.stream().anyMatch(status -> status.id().equals(batch.value()));
  }

  @Override
  public synchronized Page<BatchRow> batches(Filter filter) {
    asked = filter;
    if (filter.cursor() != null && !filter.cursor().matches("[0-9]+")) {
      throw new InvalidCursor(filter.cursor(), null);
    }
    int at = filter.cursor() == null ? 0 : Integer.parseInt(filter.cursor());
    var rows =
        written.stream()
            .skip(at)
            .limit(1)
            .map(
                batch ->
                    new BatchRow(
                        batch.id(),
                        batch.tenant(),
                        batch.name(),
                        batch.status(),
                        batch.jobs().size(),
                        batch.counts(),
                        batch.createdAt(),
                        null,
                        null))
            .toList();
    return new Page<>(
        rows, at + 1 < written.size() ? Optional.of("" + (at + 1)) : Optional.empty());
  }

  @Override
  public synchronized Page<JobRow> jobs(Filter filter) {
    asked = filter;
    var rows =
        written.stream()
            .flatMap(
                batch ->
                    batch.jobs().stream()
                        .map(
                            job ->
                                new JobRow(
                                    batch.id(),
                                    job.name(),
                                    batch.tenant(),
                                    job.operation(),
                                    job.queue(),
                                    job.status(),
                                    job.counts(),
                                    batch.createdAt(),
                                    null,
                                    null)))
            .toList();
    return new Page<>(rows, Optional.empty());
  }
}
