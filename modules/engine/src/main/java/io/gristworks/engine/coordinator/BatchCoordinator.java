package io.gristworks.engine.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchEvent.BatchSubmitted;
import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.BatchEvent.CoordinatorAwoke;
import io.gristworks.core.batch.BatchEvent.OutcomesAccepted;
import io.gristworks.core.batch.BatchEvent.TasksAppended;
import io.gristworks.core.batch.BatchEvent.TasksCancelled;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.BatchSnapshot;
import io.gristworks.core.batch.Decision;
import io.gristworks.core.batch.Decision.Accepted;
import io.gristworks.core.batch.Decision.AlreadyTrue;
import io.gristworks.core.batch.Decision.Refused;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.CoordinatorCommand.Append;
import io.gristworks.engine.protocol.CoordinatorCommand.AwaitStatus;
import io.gristworks.engine.protocol.CoordinatorCommand.Cancel;
import io.gristworks.engine.protocol.CoordinatorCommand.GaveBack;
import io.gristworks.engine.protocol.CoordinatorCommand.Grant;
import io.gristworks.engine.protocol.CoordinatorCommand.Holding;
import io.gristworks.engine.protocol.CoordinatorCommand.Inner;
import io.gristworks.engine.protocol.CoordinatorCommand.OwnsUpload;
import io.gristworks.engine.protocol.CoordinatorCommand.ReadSegments;
import io.gristworks.engine.protocol.CoordinatorCommand.ReadStatus;
import io.gristworks.engine.protocol.CoordinatorCommand.ReadTasks;
import io.gristworks.engine.protocol.CoordinatorCommand.Rebalance;
import io.gristworks.engine.protocol.CoordinatorCommand.Report;
import io.gristworks.engine.protocol.CoordinatorCommand.Seal;
import io.gristworks.engine.protocol.CoordinatorCommand.Submit;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.engine.protocol.CoordinatorReply.Standing;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.WorkerNodes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * Owns one batch: asks {@link Batch} what to do, writes it down, then tells the others.
 *
 * <p>A batch is changed in place when its event has been written (a bitmap of ten million tasks is
 * too large to copy for each event); snapshots are taken as values by {@link #snapshotAdapter}.
 */
public final class BatchCoordinator
    extends EventSourcedBehavior<CoordinatorCommand, BatchEvent, Batch> {

  /** Count the reports that have gathered. */
  private record Gather() implements Inner {}

  /** See what follows from how things stand. */
  private record Follow() implements Inner {}

  /** A little time has passed. */
  private record Tick() implements Inner {}

  /** A retry is due. */
  private record RetryDue() implements Inner {}

  /**
   * Recovery is over.
   *
   * @param existed whether there was a batch then; one submitted since needs no taking over
   */
  private record Recovered(boolean existed) implements Inner {}

  /** These worker nodes are known. */
  private record NodesKnown(Set<ActorRef<NodeCommand>> nodes) implements Inner {}

  /** Enough waiting for what nodes hold. */
  private record HoldingsOver() implements Inner {}

  /** A worker node has ended. */
  private record NodeGone(String node) implements Inner {}

  /** The rows for lists were written, or not. */
  private record ViewWritten(BatchStatus status, @Nullable Throwable failure) implements Inner {}

  /** Something else beside the journal was written, or not. */
  private record RecordWritten(String what, @Nullable Throwable failure) implements Inner {}

  /** Nobody has asked for long. */
  private record Idle() implements Inner {}

  private static final Duration TICK = Duration.ofMillis(250);

  private final BatchId id;
  private final CoordinatorSettings settings;
  private final CoordinatorPorts ports;
  private final ActorContext<CoordinatorCommand> context;
  private final TimerScheduler<CoordinatorCommand> timers;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final List<Report> gathered = new ArrayList<>();
  private final Audience audience = new Audience();
  private Progress progress;
  private boolean swept;
  private @Nullable Leasing leasing;
  private @Nullable Set<ActorRef<NodeCommand>> unheard = Set.of();

  /** The coordinator of the batch {@code id}. */
  public static Behavior<CoordinatorCommand> create(
      BatchId id,
      CoordinatorSettings settings,
      CoordinatorPorts ports,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    return Behaviors.withMdc(
        CoordinatorCommand.class,
        Map.of("batch", id.value()),
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> new BatchCoordinator(id, settings, ports, shard, context, timers))));
  }

  private BatchCoordinator(
      BatchId id,
      CoordinatorSettings settings,
      CoordinatorPorts ports,
      ActorRef<ClusterSharding.ShardCommand> shard,
      ActorContext<CoordinatorCommand> context,
      TimerScheduler<CoordinatorCommand> timers) {
    super(
        PersistenceId.of("batch", id.value()),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    this.id = id;
    this.settings = settings;
    this.ports = ports;
    this.shard = shard;
    this.context = context;
    this.timers = timers;
    this.progress = new Progress(settings, ports);
  }

  @Override
  public Batch emptyState() {
    return new Batch(id);
  }

  @Override
  public EventHandler<Batch, BatchEvent> eventHandler() {
    return (batch, event) -> {
      batch.apply(event);
      return batch;
    };
  }

  @Override
  public SnapshotAdapter<Batch> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(Batch batch) {
        return batch.snapshot();
      }

      @Override
      public Batch fromJournal(Object stored) {
        return new Batch(id, (BatchSnapshot) stored);
      }
    };
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(settings.snapshotEvery(), 2);
  }

  @Override
  public SignalHandler<Batch> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.class, (batch, _) -> awake(batch))
        .build();
  }

  @Override
  public CommandHandler<CoordinatorCommand, BatchEvent, Batch> commandHandler() {
    return (batch, command) ->
        switch (command) {
          case Submit wish ->
              settle(
                  batch,
                  batch.submit(wish.spec(), wish.open(), wish.inputs(), now()),
                  wish.replyTo());
          case Append wish ->
              settle(
                  batch, batch.append(wish.job(), wish.part(), wish.key(), now()), wish.replyTo());
          case Seal wish -> settle(batch, batch.seal(wish.expected(), now()), wish.replyTo());
          case Cancel wish ->
              settle(
                  batch,
                  batch.cancel(
                      wish.job(),
                      wish.reason(),
                      job -> leasing(batch).dispatch().leased(job),
                      now()),
                  wish.replyTo());
          case ReadStatus question -> answered(() -> question.replyTo().tell(standing(batch)));
          case AwaitStatus question -> answered(() -> await(batch, question));
          case ReadSegments question ->
              answered(
                  () -> question.replyTo().tell(Questions.segments(batch, question, revision())));
          case ReadTasks question ->
              answered(
                  () ->
                      question
                          .replyTo()
                          .tell(Questions.tasks(batch, leasing(batch).dispatch(), question)));
          case OwnsUpload question ->
              answered(
                  () ->
                      question
                          .replyTo()
                          .tell(new CoordinatorReply.UploadOwned(batch.owns(question.upload()))));
          case Grant wish ->
              answered(() -> leasing(batch).grant(wish, mayLease(batch, wish.job())));
          case Rebalance wish ->
              answered(() -> leasing(batch).rebalance(wish, mayLease(batch, wish.job())));
          case Report report -> answered(() -> gather(report));
          case Holding holding -> holding(batch, holding);
          case GaveBack back -> gaveBack(batch, back);
          case Inner inner -> inner(batch, inner);
        };
  }

  private Effect<BatchEvent, Batch> inner(Batch batch, Inner inner) {
    return switch (inner) {
      case Gather _ -> count(batch);
      case Follow _ -> follow(batch);
      case Tick _ -> tick(batch);
      case RetryDue _ -> tick(batch);
      case Recovered recovered -> recovered(batch, recovered.existed());
      case NodesKnown known -> answered(() -> ask(known.nodes()));
      case HoldingsOver _ -> answered(() -> reconciled(batch));
      case NodeGone gone -> nodeGone(batch, gone);
      case ViewWritten written -> answered(() -> viewWritten(batch, written));
      case RecordWritten written -> answered(() -> recordWritten(written));
      case Idle _ -> answered(() -> idle(batch));
      default -> throw new IllegalStateException("no coordinator says " + inner.getClass());
    };
  }

  // Wishes.

  private Effect<BatchEvent, Batch> settle(
      Batch batch, Decision decision, ActorRef<CoordinatorReply.ToBatch> replyTo) {
    return switch (decision) {
      case Accepted(var events) ->
          write(
              events,
              now ->
                  replyTo.tell(
                      new Standing(
                          progress.status(now, leasing(now).dispatch(), revision()), false)));
      case AlreadyTrue _ ->
          answered(
              () ->
                  replyTo.tell(
                      new Standing(
                          progress.status(batch, leasing(batch).dispatch(), revision()), true)));
      case Refused(var why) -> answered(() -> replyTo.tell(new CoordinatorReply.Refused(why)));
    };
  }

  private interface AfterWrite {
    void run(Batch batch);
  }

  /** Write, then tell. */
  private Effect<BatchEvent, Batch> write(List<? extends BatchEvent> events, AfterWrite then) {
    long began = System.nanoTime();
    return Effect()
        .persist(List.<BatchEvent>copyOf(events))
        .thenRun(
            (Batch batch) -> {
              CoordinatorMeters.journalled(System.nanoTime() - began);
              events.forEach(event -> happened(batch, event));
              if (!batch
                  .consequences(job -> leasing(batch).dispatch().leased(job), now())
                  .isEmpty()) {
                context.getSelf().tell(new Follow());
              }
              publish(batch);
              then.run(batch);
            });
  }

  /**
   * Carries an event to what is volatile. What is logged after a write names the batch itself: the
   * MDC is there only while a command is handled.
   */
  private void happened(Batch batch, BatchEvent event) {
    var dispatch = leasing(batch).dispatch();
    switch (event) {
      case BatchSubmitted submitted -> {
        dispatch.takeNewTasks();
        submitted.inputs().forEach(part -> adopt(part.upload()));
        context.cancelReceiveTimeout();
        timers.startTimerWithFixedDelay(new Tick(), TICK);
        context
            .getLog()
            .info("batch accepted: batch={} jobs={}", id, submitted.spec().jobs().size());
      }
      case TasksAppended appended -> {
        dispatch.takeNewTasks();
        adopt(appended.part().upload());
      }
      case CoordinatorAwoke _ -> dispatch.awake();
      case OutcomesAccepted accepted -> progress.accepted(accepted, dispatch);
      case CancelRequested requested -> {
        leasing(batch).drop(requested.jobs());
        context
            .getLog()
            .info("ending: batch={} jobs={} reason={}", id, requested.jobs(), requested.reason());
      }
      case TasksCancelled cancelled -> {
        dispatch.cancelled(cancelled.job(), cancelled.tasks());
        CoordinatorMeters.cancelled(cancelled.tasks().size());
      }
      case BatchEvent.BatchSealed _ -> {}
    }
  }

  private Effect<BatchEvent, Batch> follow(Batch batch) {
    var events = batch.consequences(job -> leasing(batch).dispatch().leased(job), now());
    return events.isEmpty() ? Effect().none() : write(events, _ -> {});
  }

  // Reports.

  private void gather(Report report) {
    gathered.add(report);
    if (gathered.size() == 1) {
      context.getSelf().tell(new Gather());
    }
  }

  private Effect<BatchEvent, Batch> count(Batch batch) {
    var reports = List.copyOf(gathered);
    gathered.clear();
    var answers = new ReportCounting(batch, leasing(batch).dispatch(), ports);
    reports.forEach(answers::count);
    return answers
        .event()
        .map(event -> write(List.of(event), _ -> answers.acknowledge()))
        .orElseGet(() -> answered(answers::acknowledge));
  }

  // Nodes.

  private Effect<BatchEvent, Batch> holding(Batch batch, Holding holding) {
    if (!batch.exists()) {
      return Effect().none();
    }
    leasing(batch).held(holding);
    if (holding.asked()
        && unheard != null
        && unheard.remove(holding.node().actor())
        && unheard.isEmpty()) {
      reconciled(batch);
    }
    publish(batch);
    return follow(batch);
  }

  private Effect<BatchEvent, Batch> gaveBack(Batch batch, GaveBack back) {
    if (!batch.exists()) {
      return Effect().none();
    }
    leasing(batch).gaveBack(back);
    CoordinatorMeters.takenBack(back.tasks().size());
    publish(batch);
    return follow(batch);
  }

  private Effect<BatchEvent, Batch> nodeGone(Batch batch, NodeGone gone) {
    int returned = leasing(batch).lost(gone.node());
    if (returned > 0) {
      context
          .getLog()
          .warn("worker node gone: node={} tasks pending again={}", gone.node(), returned);
    }
    publish(batch);
    return follow(batch);
  }

  private boolean mayLease(Batch batch, int job) {
    return unheard != null && unheard.isEmpty() && batch.exists() && job < batch.jobs().size();
  }

  // Waking.

  /** Also after a failed write: whatever is volatile belongs to the state before it. */
  private void awake(Batch batch) {
    leasing = null;
    gathered.clear();
    progress = new Progress(settings, ports);
    swept = false;
    unheard = batch.exists() && !batch.isFinished() ? null : Set.of();
    context.getSelf().tell(new Recovered(batch.exists()));
  }

  private Effect<BatchEvent, Batch> recovered(Batch batch, boolean existed) {
    if (!existed) {
      if (!batch.exists()) {
        context.setReceiveTimeout(Duration.ofSeconds(10), new Idle());
      }
      return Effect().none();
    }
    publish(batch);
    if (batch.isFinished()) {
      context.setReceiveTimeout(settings.idleStop(), new Idle());
      return Effect().none();
    }
    context
        .getSystem()
        .receptionist()
        .tell(
            Receptionist.find(
                WorkerNodes.KEY,
                context.messageAdapter(
                    Receptionist.Listing.class,
                    listing ->
                        new NodesKnown(Set.copyOf(listing.getServiceInstances(WorkerNodes.KEY))))));
    timers.startSingleTimer(new HoldingsOver(), settings.holdingsWithin());
    timers.startTimerWithFixedDelay(new Tick(), TICK);
    batch.jobs().stream()
        .flatMap(job -> job.inputs().stream())
        .forEach(part -> adopt(part.upload()));
    return switch (batch.awake(now())) {
      case Accepted(var events) ->
          write(
              events,
              it ->
                  context
                      .getLog()
                      .info("batch taken over: batch={} incarnation={}", id, it.incarnation()));
      case AlreadyTrue _, Refused _ -> Effect().none();
    };
  }

  private void ask(Set<ActorRef<NodeCommand>> nodes) {
    unheard = new HashSet<>(nodes);
    if (nodes.isEmpty()) {
      context.getSelf().tell(new HoldingsOver());
    }
    nodes.forEach(node -> node.tell(new NodeCommand.WhatDoYouHold(id.value(), context.getSelf())));
  }

  /** From now on leases are granted; what no node has claimed is free. */
  private void reconciled(Batch batch) {
    timers.cancel(new HoldingsOver());
    unheard = Set.of();
    publish(batch);
  }

  private void idle(Batch batch) {
    boolean over = batch.isFinished() && !progress.owes(revision()) && audience.isEmpty();
    if (!batch.exists() || over) {
      shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
    }
  }

  // Time.

  private Effect<BatchEvent, Batch> tick(Batch batch) {
    if (!batch.exists()) {
      return Effect().none();
    }
    var dispatch = leasing(batch).dispatch();
    dispatch.releaseDue(now());
    int lapsed = dispatch.lapse(Set.of(), now());
    if (lapsed > 0) {
      context.getLog().warn("leases lapsed without a word from their node: tasks={}", lapsed);
    }
    publish(batch);
    audience.tell(revision(), () -> standing(batch), now());
    return follow(batch);
  }

  /** Offers, rows and listeners, as far as anything changed for them. */
  private void publish(Batch batch) {
    var leasing = leasing(batch);
    leasing.offer(now().minus(settings.offerEvery()));
    leasing
        .dispatch()
        .nextDue()
        .ifPresent(
            due -> {
              var wait = Duration.between(now(), due);
              timers.startSingleTimer(new RetryDue(), wait.isNegative() ? Duration.ZERO : wait);
            });
    progress
        .due(batch, leasing.dispatch(), revision())
        .ifPresent(
            status ->
                context.pipeToSelf(
                    ports.records().writeView(status),
                    (_, failure) -> new ViewWritten(status, failure)));
    if (batch.isFinished()) {
      finished(batch);
    }
  }

  private void finished(Batch batch) {
    audience.tell(revision(), () -> standing(batch), now());
    if (!swept) {
      swept = true;
      var accepted = new HashSet<UUID>();
      batch.jobs().forEach(job -> job.segments().forEach(segment -> accepted.add(segment.id())));
      record("sweep", ports.records().sweepOutcomes(id, accepted));
      context.getLog().info("batch ended: batch={}", id);
    }
    if (!progress.owes(revision()) && audience.isEmpty()) {
      timers.cancel(new Tick());
      context.setReceiveTimeout(settings.idleStop(), new Idle());
    }
  }

  private void viewWritten(Batch batch, ViewWritten written) {
    progress.written(written.status(), written.failure());
    if (written.failure() != null) {
      context
          .getLog()
          .warn("rows for lists not written, tried again: {}", written.failure().toString());
    } else {
      publish(batch);
    }
  }

  private void adopt(String upload) {
    record("adopt", ports.records().adopt(upload));
  }

  private void record(String what, CompletionStage<Void> written) {
    context.pipeToSelf(written, (_, failure) -> new RecordWritten(what, failure));
  }

  private void recordWritten(RecordWritten written) {
    if (written.failure() != null) {
      context
          .getLog()
          .warn("{} failed, made good later: {}", written.what(), written.failure().toString());
    }
  }

  private void await(Batch batch, AwaitStatus question) {
    boolean over = batch.isFinished() && revision() > question.revision();
    if (!batch.exists() || over) {
      question.replyTo().tell(standing(batch));
    } else {
      audience.await(question.revision(), question.replyTo(), now());
      timers.startTimerWithFixedDelay(new Tick(), TICK);
    }
  }

  private CoordinatorReply.ToBatch standing(Batch batch) {
    return batch.exists()
        ? new Standing(progress.status(batch, leasing(batch).dispatch(), revision()), true)
        : new CoordinatorReply.Refused(new Refusal.UnknownBatch(id.value()));
  }

  private Leasing leasing(Batch batch) {
    if (leasing == null) {
      leasing =
          new Leasing(
              batch,
              settings,
              ports,
              context.getSelf(),
              node -> context.watchWith(node.actor(), new NodeGone(node.name())));
    }
    return leasing;
  }

  private long revision() {
    return lastSequenceNumber(context);
  }

  private Instant now() {
    return ports.clock().instant();
  }

  private Effect<BatchEvent, Batch> answered(Runnable answer) {
    return Effect().none().thenRun((Batch _) -> answer.run());
  }
}
