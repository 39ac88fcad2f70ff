package io.gristworks.engine.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.ControlEvent;
import org.slf4j.Logger;

/** What an operator reads of a batch in the log: its turning points, never its tasks. */
final class BatchEventLogger {
  private BatchEventLogger() {}

  static void tell(Logger log, Batch batch, BatchEvent event) {
    switch (event) {
      case BatchEvent.BatchSubmitted submitted ->
          log.info("batch accepted: batch={} jobs={}", batch.id(), submitted.spec().jobs().size());
      case BatchEvent.CoordinatorAwoke _ ->
          log.info("batch taken over: batch={} incarnation={}", batch.id(), batch.incarnation());
      case BatchEvent.CancelRequested requested ->
          log.info(
              "ending: batch={} jobs={} reason={}",
              batch.id(),
              requested.jobs(),
              requested.reason());
      case ControlEvent.BatchRetired _ ->
          log.info("batch retired, and is being purged: batch={}", batch.id());
      case BatchEvent.TasksAppended _,
          BatchEvent.TasksDerived _,
          BatchEvent.OutcomesAccepted _,
          BatchEvent.TasksCancelled _,
          BatchEvent.BatchSealed _,
          BatchEvent.JobAdded _,
          BatchEvent.SuspectsNamed _,
          BatchEvent.TasksQuarantined _,
          BatchEvent.FailedRetried _,
          BatchEvent.CanaryEnded _,
          ControlEvent _ -> {}
    }
  }
}
