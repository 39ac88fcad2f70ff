package io.gristworks.engine.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent.JobOutcomes;
import io.gristworks.core.batch.BatchEvent.OutcomesAccepted;
import io.gristworks.core.coordinator.ViewWrites;
import io.gristworks.core.lease.BatchStatusBuilder;
import io.gristworks.core.lease.Rate;
import io.gristworks.core.lease.TaskDispatch;
import io.gristworks.core.view.BatchStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How fast a batch goes, how it stands, and when its rows for lists are to be written. */
final class Progress {
  private final CoordinatorPorts ports;
  private final Map<Integer, Rate> rates = new HashMap<>();
  private final ViewWrites writes;

  Progress(CoordinatorSettings settings, CoordinatorPorts ports) {
    this.ports = ports;
    this.writes = new ViewWrites(settings.viewEvery());
  }

  /** Carries accepted outcomes to the rates and the meters. */
  void accepted(OutcomesAccepted event) {
    for (JobOutcomes outcomes : event.outcomes()) {
      rate(outcomes.job()).add(outcomes.succeeded().size() + outcomes.failed().size(), event.at());
      CoordinatorMeters.outcomes(
          outcomes.succeeded().size(),
          outcomes.failed().size(),
          outcomes.retries().stream().mapToInt(retry -> retry.tasks().size()).sum());
    }
  }

  private Rate rate(int job) {
    return rates.computeIfAbsent(job, _ -> new Rate());
  }

  BatchStatus status(Batch batch, TaskDispatch dispatch, long revision) {
    var now = ports.clock().instant();
    return BatchStatusBuilder.of(batch, dispatch, job -> rate(job).perSecond(now), revision);
  }

  /** The rows to write now, if it is time. */
  Optional<BatchStatus> due(Batch batch, TaskDispatch dispatch, long revision) {
    return writes.due(batch, () -> status(batch, dispatch, revision), ports.steady());
  }

  /** A write has ended. */
  void written(BatchStatus status, @Nullable Throwable failure) {
    writes.written(status, failure != null, ports.steady());
  }

  /** Whether the rows lag what is. */
  boolean owes(long revision) {
    return writes.owes(revision);
  }
}
