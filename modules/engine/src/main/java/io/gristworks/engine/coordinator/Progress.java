package io.gristworks.engine.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent.JobOutcomes;
import io.gristworks.core.batch.BatchEvent.OutcomesAccepted;
import io.gristworks.core.batch.Status;
import io.gristworks.core.lease.BatchStatusBuilder;
import io.gristworks.core.lease.Rate;
import io.gristworks.core.lease.TaskDispatch;
import io.gristworks.core.view.BatchStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How fast a batch goes, how it stands, and when its rows for lists are to be written. */
final class Progress {
  private static final Duration SOON = Duration.ofMillis(200);

  private final CoordinatorSettings settings;
  private final CoordinatorPorts ports;
  private final Map<Integer, Rate> rates = new HashMap<>();
  private @Nullable List<Status> writtenStatus;
  private long writtenRevision = -1;
  private Instant writtenAt = Instant.MIN;
  private boolean writing;

  Progress(CoordinatorSettings settings, CoordinatorPorts ports) {
    this.settings = settings;
    this.ports = ports;
  }

  /** Carries accepted outcomes to the rates and the meters. */
  void accepted(OutcomesAccepted event) {
    for (JobOutcomes outcomes : event.outcomes()) {
      rate(outcomes.job()).add(outcomes.succeeded().size() + outcomes.failed().size(), event.at());
      CoordinatorMeters.outcomes(
          outcomes.succeeded().size(), outcomes.failed().size(), outcomes.retries().size());
    }
  }

  private Rate rate(int job) {
    return rates.computeIfAbsent(job, _ -> new Rate());
  }

  BatchStatus status(Batch batch, TaskDispatch dispatch, long revision) {
    var now = ports.clock().instant();
    return BatchStatusBuilder.of(batch, dispatch, job -> rate(job).perSecond(now), revision);
  }

  /**
   * The rows to write now, if it is time: one write at a time, at once where a status changed. Only
   * that a job begins to run may wait a moment: many batches are over by then.
   */
  Optional<BatchStatus> due(Batch batch, TaskDispatch dispatch, long revision) {
    if (writing || !batch.exists()) {
      return Optional.empty();
    }
    var status = status(batch, dispatch, revision);
    var now = ports.steady();
    boolean late = !now.isBefore(writtenAt.plus(settings.viewEvery()));
    boolean changed = !statuses(status).equals(writtenStatus);
    boolean begins = status.status() == Status.RUNNING && now.isBefore(writtenAt.plus(SOON));
    if ((changed && !begins) || (late && revision != writtenRevision)) {
      writing = true;
      return Optional.of(status);
    }
    return Optional.empty();
  }

  /** A write has ended. */
  void written(BatchStatus status, @Nullable Throwable failure) {
    writing = false;
    writtenAt = ports.steady();
    if (failure == null) {
      writtenStatus = statuses(status);
      writtenRevision = status.revision();
    }
  }

  /** Whether the rows lag what is. */
  boolean owes(long revision) {
    return writing || writtenRevision != revision;
  }

  private static List<Status> statuses(BatchStatus status) {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(status.status()),
            status.jobs().stream().map(job -> job.status()))
        .toList();
  }
}
