package io.gristworks.engine.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.lease.TaskDispatch;
import io.gristworks.core.view.StatusSize;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.CoordinatorCommand.AwaitStatus;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.engine.protocol.CoordinatorReply.Standing;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** What others get to see of a batch: answers, listeners, rows for lists. */
final class StatusPublisher {
  private final CoordinatorPorts ports;
  private final ActorContext<CoordinatorCommand> context;
  private final StatusSubscribers audience = new StatusSubscribers();
  private final CoordinatorSettings settings;
  private Progress progress;
  private boolean saidEnd;

  StatusPublisher(
      CoordinatorSettings settings,
      CoordinatorPorts ports,
      ActorContext<CoordinatorCommand> context) {
    this.settings = settings;
    this.ports = ports;
    this.context = context;
    this.progress = new Progress(settings, ports);
  }

  /** Forgets what belonged to an earlier recovery; listeners stay. */
  void restart() {
    progress = new Progress(settings, ports);
    saidEnd = false;
  }

  /** Carries an event to the figures. */
  void happened(BatchEvent event) {
    switch (event) {
      case BatchEvent.OutcomesAccepted accepted -> progress.accepted(accepted);
      case BatchEvent.TasksCancelled cancelled ->
          CoordinatorMeters.cancelled(cancelled.tasks().size());
      case BatchEvent _ -> {}
    }
  }

  CoordinatorReply.ToBatch standing(
      Batch batch, TaskDispatch dispatch, long revision, boolean repeated) {
    return batch
        .retirement()
        .refusal()
        .<CoordinatorReply.ToBatch>map(CoordinatorReply.Refused::new)
        .orElseGet(
            () ->
                new Standing(
                    StatusSize.fitting(progress.status(batch, dispatch, revision)), repeated));
  }

  void await(Batch batch, TaskDispatch dispatch, long revision, AwaitStatus question) {
    boolean over = batch.isFinished() && revision > question.revision();
    if (over || batch.retirement().refusal().isPresent()) {
      question.replyTo().tell(standing(batch, dispatch, revision, true));
    } else {
      audience.await(question.revision(), question.replyTo(), ports.steady());
    }
  }

  void tellListeners(Batch batch, TaskDispatch dispatch, long revision) {
    audience.tell(revision, () -> standing(batch, dispatch, revision, true), ports.steady());
  }

  /** Writes the rows for lists, as far as it is time, and looks after the end. */
  void publish(Batch batch, TaskDispatch dispatch, long revision) {
    progress
        .due(batch, dispatch, revision)
        .ifPresent(
            status ->
                context.pipeToSelf(
                    ports.records().writeView(status),
                    (_, failure) -> new SelfMessage.ViewWritten(status, failure)));
    if (batch.isFinished() || batch.retirement().hasCome()) {
      tellListeners(batch, dispatch, revision);
      if (!saidEnd && batch.isFinished()) {
        context.getLog().info("batch ended: batch={}", batch.id());
      }
    }
    saidEnd = batch.isFinished();
  }

  /** Whether nothing is left to be done or told. */
  boolean isOver(Batch batch, long revision) {
    return !batch.exists()
        || batch.retirement().hasCome()
        || (batch.isFinished() && !progress.owes(revision) && audience.isEmpty());
  }

  void written(SelfMessage.ViewWritten written) {
    progress.written(written.status(), written.failure());
    if (written.failure() != null) {
      context
          .getLog()
          .warn("rows for lists not written, tried again: {}", written.failure().toString());
    }
  }

  void written(SelfMessage.RecordWritten written) {
    if (written.failure() != null) {
      context
          .getLog()
          .warn("{} failed, made good later: {}", written.what(), written.failure().toString());
    }
  }
}
