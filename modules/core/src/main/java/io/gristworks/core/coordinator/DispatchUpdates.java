package io.gristworks.core.coordinator;

import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchEvent.JobOutcomes;
import io.gristworks.core.batch.ControlEvent;
import io.gristworks.core.lease.TaskDispatch;
import java.time.Duration;
import java.time.Instant;

/** Carries what has happened to a batch to what is volatile of it. */
final class DispatchUpdates {
  private final TaskDispatch dispatch;

  DispatchUpdates(TaskDispatch dispatch) {
    this.dispatch = dispatch;
  }

  /** An event is durable and applied. */
  void happened(BatchEvent event, Now now) {
    switch (event) {
      case BatchEvent.BatchSubmitted _,
          BatchEvent.TasksAppended _,
          BatchEvent.JobAdded _,
          BatchEvent.TasksDerived _ ->
          dispatch.takeNewTasks();
      case BatchEvent.CoordinatorAwoke _ -> dispatch.awake();
      case BatchEvent.OutcomesAccepted accepted ->
          accepted.outcomes().forEach(each -> settled(each, accepted.at(), now.steady()));
      case BatchEvent.TasksCancelled cancelled ->
          dispatch.cancelled(cancelled.job(), cancelled.tasks());
      case BatchEvent.TasksQuarantined given -> dispatch.cancelled(given.job(), given.tasks());
      case BatchEvent.FailedRetried again -> dispatch.revived(again.job(), again.tasks());
      case BatchEvent.CanaryEnded ended -> dispatch.revived(ended.job(), ended.released());
      case BatchEvent.CancelRequested _,
          BatchEvent.BatchSealed _,
          BatchEvent.SuspectsNamed _,
          ControlEvent _ -> {}
    }
  }

  private void settled(JobOutcomes outcomes, Instant at, Instant steady) {
    var retries =
        outcomes.retries().stream()
            .map(retry -> retry.dueAt(steady.plus(Duration.between(at, retry.due()))))
            .toList();
    dispatch.settled(outcomes.job(), outcomes.told(), retries, outcomes.busyMicros());
  }
}
