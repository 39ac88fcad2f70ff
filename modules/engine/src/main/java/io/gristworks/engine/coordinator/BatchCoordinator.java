package io.gristworks.engine.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.ControlEvent;
import io.gristworks.core.batch.Decision;
import io.gristworks.core.batch.Decision.Accepted;
import io.gristworks.core.batch.Decision.AlreadyTrue;
import io.gristworks.core.batch.Decision.Refused;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.CoordinatorReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
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

  private static final Duration TICK = Duration.ofMillis(250);
  private static final Duration DROP_WITHIN = Duration.ofSeconds(2);

  private final BatchId id;
  private final CoordinatorSettings settings;
  private final CoordinatorPorts ports;
  private final ActorContext<CoordinatorCommand> context;
  private final TimerScheduler<CoordinatorCommand> timers;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final List<CoordinatorCommand.Report> gathered = new ArrayList<>();
  private final Cancellations cancellations = new Cancellations();
  private final Publication publication;
  private final Reconciliation reconciliation;
  private @Nullable Leasing leasing;

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
    this.publication = new Publication(settings, ports, context);
    this.reconciliation = new Reconciliation(id, context, timers);
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
    return new BatchSnapshots(id);
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
          case CoordinatorCommand.Submit wish ->
              settle(
                  batch,
                  batch.submit(wish.spec(), wish.open(), wish.inputs(), now()),
                  wish.replyTo());
          case CoordinatorCommand.Append wish ->
              settle(
                  batch, batch.append(wish.job(), wish.part(), wish.key(), now()), wish.replyTo());
          case CoordinatorCommand.Seal wish ->
              settle(batch, batch.seal(wish.expected(), now()), wish.replyTo());
          case CoordinatorCommand.Cancel wish -> cancel(batch, wish);
          case CoordinatorCommand.Dropped dropped ->
              answered(() -> tell(batch, cancellations.quiet(dropped.node().name())));
          case CoordinatorCommand.ReadStatus question ->
              answered(() -> question.replyTo().tell(standing(batch, true)));
          case CoordinatorCommand.AwaitStatus question -> answered(() -> await(batch, question));
          case CoordinatorCommand.ReadSegments question ->
              answered(
                  () -> question.replyTo().tell(Questions.segments(batch, question, revision())));
          case CoordinatorCommand.ReadTasks question ->
              answered(
                  () ->
                      question
                          .replyTo()
                          .tell(Questions.tasks(batch, leasing(batch).dispatch(), question)));
          case CoordinatorCommand.OwnsUpload question ->
              answered(
                  () ->
                      question
                          .replyTo()
                          .tell(new CoordinatorReply.UploadOwned(batch.owns(question.upload()))));
          case CoordinatorCommand.Grant wish when wish.job() < batch.jobs().size() ->
              answered(() -> leasing(batch).grant(wish, reconciliation.isOver()));
          case CoordinatorCommand.Rebalance wish when wish.job() < batch.jobs().size() ->
              answered(() -> leasing(batch).rebalance(wish, reconciliation.isOver()));
          case CoordinatorCommand.Grant _, CoordinatorCommand.Rebalance _ ->
              Effect().none(); // the pool's memory of another life
          case CoordinatorCommand.Report report -> answered(() -> gather(report));
          case CoordinatorCommand.Holding holding -> holding(batch, holding);
          case CoordinatorCommand.GaveBack back -> gaveBack(batch, back);
          case Own own -> own(batch, own);
          case CoordinatorCommand.Inner strange ->
              throw new IllegalStateException("no coordinator says " + strange.getClass());
        };
  }

  private Effect<BatchEvent, Batch> own(Batch batch, Own own) {
    return switch (own) {
      case Own.Gather _ -> count(batch);
      case Own.Follow _ -> follow(batch);
      case Own.Tick _ -> tick(batch);
      case Own.RetryDue _ -> tick(batch);
      case Own.Recovered recovered -> recovered(batch, recovered.existed());
      case Own.NodesKnown known -> answered(() -> reconciliation.ask(known.nodes()));
      case Own.HoldingsOver _ -> answered(() -> reconciled(batch));
      case Own.DropsOver _ -> answered(() -> tell(batch, cancellations.all()));
      case Own.NodeGone gone -> nodeGone(batch, gone);
      case Own.ViewWritten written ->
          answered(
              () -> {
                publication.written(written);
                if (written.failure() == null) {
                  publish(batch);
                }
              });
      case Own.RecordWritten written -> answered(() -> publication.written(written));
      case Own.Idle _ -> answered(() -> idle(batch));
    };
  }

  // Wishes.

  private Effect<BatchEvent, Batch> settle(
      Batch batch, Decision decision, ActorRef<CoordinatorReply.ToBatch> replyTo) {
    return switch (decision) {
      case Accepted(var events) -> write(events, now -> replyTo.tell(standing(now, false)));
      case AlreadyTrue _ -> answered(() -> replyTo.tell(standing(batch, true)));
      case Refused(var why) -> answered(() -> replyTo.tell(new CoordinatorReply.Refused(why)));
    };
  }

  private Effect<BatchEvent, Batch> cancel(Batch batch, CoordinatorCommand.Cancel wish) {
    var decision =
        batch.cancel(
            wish.job(), wish.reason(), job -> leasing(batch).dispatch().leased(job), now());
    if (!(decision instanceof Accepted(var events))) {
      return settle(batch, decision, wish.replyTo());
    }
    var ending =
        events.stream()
            .filter(BatchEvent.CancelRequested.class::isInstance)
            .flatMap(event -> ((BatchEvent.CancelRequested) event).jobs().stream())
            .toList();
    return write(
        events,
        it -> {
          cancellations.await(leasing(it).drop(ending), wish.replyTo());
          timers.startSingleTimer(new Own.DropsOver(), DROP_WITHIN);
          tell(it, cancellations.quiet(""));
        });
  }

  private void tell(Batch batch, List<ActorRef<CoordinatorReply.ToBatch>> waiting) {
    waiting.forEach(each -> each.tell(standing(batch, false)));
  }

  private interface AfterWrite {
    void run(Batch batch);
  }

  /** Write, then tell. */
  private Effect<BatchEvent, Batch> write(List<? extends BatchEvent> events, AfterWrite then) {
    long began = ports.nanos().getAsLong();
    return Effect()
        .persist(List.<BatchEvent>copyOf(events))
        .thenRun(
            (Batch batch) -> {
              CoordinatorMeters.journalled(ports.nanos().getAsLong() - began);
              events.forEach(event -> happened(batch, event));
              if (!batch
                  .consequences(job -> leasing(batch).dispatch().leased(job), now())
                  .isEmpty()) {
                context.getSelf().tell(new Own.Follow());
              }
              publish(batch);
              then.run(batch);
            });
  }

  /** Carries an event to what is volatile. */
  private void happened(Batch batch, BatchEvent event) {
    var dispatch = leasing(batch).dispatch();
    switch (event) {
      case BatchEvent.BatchSubmitted submitted -> {
        dispatch.takeNewTasks();
        submitted.inputs().forEach(part -> publication.adopt(part.upload()));
        context.cancelReceiveTimeout();
        beat();
        context
            .getLog()
            .info("batch accepted: batch={} jobs={}", id, submitted.spec().jobs().size());
      }
      case BatchEvent.TasksAppended appended -> {
        dispatch.takeNewTasks();
        publication.adopt(appended.part().upload());
      }
      case BatchEvent.TasksDerived derived -> {
        dispatch.takeNewTasks();
        publication.adopt(derived.part().upload());
      }
      case BatchEvent.JobAdded _ -> dispatch.takeNewTasks();
      case BatchEvent.TasksQuarantined given -> dispatch.cancelled(given.job(), given.tasks());
      case BatchEvent.FailedRetried again -> dispatch.revived(again.job(), again.tasks());
      case BatchEvent.CanaryEnded ended -> dispatch.revived(ended.job(), ended.released());
      case ControlEvent.GraceEnded ended -> leasing(batch).drop(ended.jobs());
      case BatchEvent.CoordinatorAwoke _ -> dispatch.awake();
      case BatchEvent.OutcomesAccepted accepted -> publication.accepted(accepted, dispatch);
      case BatchEvent.CancelRequested requested ->
          context
              .getLog()
              .info("ending: batch={} jobs={} reason={}", id, requested.jobs(), requested.reason());
      case BatchEvent.TasksCancelled cancelled -> {
        dispatch.cancelled(cancelled.job(), cancelled.tasks());
        CoordinatorMeters.cancelled(cancelled.tasks().size());
      }
      case BatchEvent.BatchSealed _, BatchEvent.SuspectsNamed _, ControlEvent _ -> {}
    }
  }

  private Effect<BatchEvent, Batch> follow(Batch batch) {
    var events = batch.consequences(job -> leasing(batch).dispatch().leased(job), now());
    return events.isEmpty() ? Effect().none() : write(events, _ -> {});
  }

  // Reports.

  private void gather(CoordinatorCommand.Report report) {
    gathered.add(report);
    if (gathered.size() == 1) {
      context.getSelf().tell(new Own.Gather());
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

  private Effect<BatchEvent, Batch> holding(Batch batch, CoordinatorCommand.Holding holding) {
    if (!batch.exists()) {
      return Effect().none();
    }
    leasing(batch).held(holding);
    if (holding.asked() && reconciliation.heard(holding.node().actor())) {
      reconciled(batch);
    }
    publish(batch);
    return follow(batch);
  }

  private Effect<BatchEvent, Batch> gaveBack(Batch batch, CoordinatorCommand.GaveBack back) {
    if (!batch.exists()) {
      return Effect().none();
    }
    leasing(batch).gaveBack(back);
    CoordinatorMeters.takenBack(back.tasks().size());
    publish(batch);
    return follow(batch);
  }

  private Effect<BatchEvent, Batch> nodeGone(Batch batch, Own.NodeGone gone) {
    int returned = leasing(batch).lost(gone.node());
    tell(batch, cancellations.quiet(gone.node()));
    if (returned > 0) {
      context
          .getLog()
          .warn("worker node gone: node={} tasks pending again={}", gone.node(), returned);
    }
    publish(batch);
    return follow(batch);
  }

  // Waking.

  /** Also after a failed write: whatever is volatile belongs to the state before it. */
  private void awake(Batch batch) {
    leasing = null;
    gathered.clear();
    publication.restart();
    reconciliation.require(batch.exists() && !batch.isFinished());
    context.getSelf().tell(new Own.Recovered(batch.exists()));
  }

  private Effect<BatchEvent, Batch> recovered(Batch batch, boolean existed) {
    if (!existed) {
      if (!batch.exists()) {
        context.setReceiveTimeout(Duration.ofSeconds(10), new Own.Idle());
      }
      return Effect().none();
    }
    publish(batch);
    if (batch.isFinished()) {
      context.setReceiveTimeout(settings.idleStop(), new Own.Idle());
      return Effect().none();
    }
    reconciliation.begin(settings.holdingsWithin());
    beat();
    batch.jobs().stream()
        .flatMap(job -> job.inputs().stream())
        .forEach(part -> publication.adopt(part.upload()));
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

  /** From now on leases are granted; what no node has claimed is free. */
  private void reconciled(Batch batch) {
    reconciliation.end();
    publish(batch);
  }

  private void idle(Batch batch) {
    if (!batch.exists() || publication.isOver(batch, revision())) {
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
    publication.tellListeners(batch, dispatch, revision());
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
              timers.startSingleTimer(new Own.RetryDue(), wait.isNegative() ? Duration.ZERO : wait);
            });
    publication.publish(batch, leasing.dispatch(), revision());
    if (publication.isOver(batch, revision())) {
      timers.cancel(new Own.Tick());
      context.setReceiveTimeout(settings.idleStop(), new Own.Idle());
    }
  }

  private void await(Batch batch, CoordinatorCommand.AwaitStatus question) {
    publication.await(batch, leasing(batch).dispatch(), revision(), question);
    beat();
  }

  /** Lets time be noticed. A beat that goes on is not begun anew: many listeners would still it. */
  private void beat() {
    if (!timers.isTimerActive(new Own.Tick())) {
      timers.startTimerWithFixedDelay(new Own.Tick(), TICK);
    }
  }

  private CoordinatorReply.ToBatch standing(Batch batch, boolean repeated) {
    return publication.standing(batch, leasing(batch).dispatch(), revision(), repeated);
  }

  private Leasing leasing(Batch batch) {
    if (leasing == null) {
      leasing =
          new Leasing(
              batch,
              settings,
              ports,
              context.getSelf(),
              node -> context.watchWith(node.actor(), new Own.NodeGone(node.name())));
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
