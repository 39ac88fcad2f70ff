package io.gristworks.engine.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.coordinator.Activity;
import io.gristworks.core.coordinator.Coordinator;
import io.gristworks.core.coordinator.CoordinatorEffect;
import io.gristworks.core.coordinator.CoordinatorInput;
import io.gristworks.core.coordinator.CoordinatorRules;
import io.gristworks.core.coordinator.ViewWrites;
import io.gristworks.core.message.ToCoordinator.GaveBack;
import io.gristworks.core.message.ToCoordinator.Grant;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.engine.protocol.NodeRef;
import io.gristworks.engine.protocol.PoolCommand;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
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
 * Owns one batch: has {@link Coordinator} decide, writes down what it decides, then has it carried
 * out.
 *
 * <p>A batch is changed in place (a bitmap of ten million tasks is too large to copy for each
 * event); snapshots are taken as values by {@link #snapshotAdapter}. Pekko applies an event just
 * before it writes it, and after a failed write reads the journal again, beginning with the one
 * empty state it has been given: that one is therefore never changed, and the batch with the
 * unwritten event is forgotten.
 */
public final class BatchCoordinator
    extends EventSourcedBehavior<CoordinatorCommand, BatchEvent, Batch> {
  private final BatchId id;
  private final CoordinatorSettings settings;
  private final CoordinatorPorts ports;
  private final ActorContext<CoordinatorCommand> context;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final AddressBook addressBook;
  private final EffectRunner effectRunner;
  private final StatusPublisher statusPublisher;
  private final Lifetime lifetime;
  private final Batch blank;
  private @Nullable Coordinator coordinator;

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

  /** What a shard tells a coordinator that it wants to end. */
  public static CoordinatorCommand stop() {
    return new SelfMessage.Stop();
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
    this.blank = new Batch(id);
    this.settings = settings;
    this.ports = ports;
    this.shard = shard;
    this.context = context;
    this.addressBook =
        new AddressBook(
            node -> context.watchWith(node.actor(), new SelfMessage.NodeGone(node.name())));
    this.effectRunner =
        new EffectRunner(settings.holdingsWithin(), ports, context, timers, addressBook);
    this.statusPublisher = new StatusPublisher(settings, ports, context);
    this.lifetime = new Lifetime(id, settings.idleStop(), ports.ended(), context, timers);
  }

  @Override
  public Batch emptyState() {
    return blank;
  }

  @Override
  public EventHandler<Batch, BatchEvent> eventHandler() {
    return (batch, event) -> {
      var changed = batch == blank ? new Batch(id) : batch;
      changed.apply(event);
      return changed;
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
        .onSignal(PostStop.class, (_, _) -> ports.ended().left(id))
        .build();
  }

  @Override
  public CommandHandler<CoordinatorCommand, BatchEvent, Batch> commandHandler() {
    return (batch, command) ->
        switch (command) {
          case CoordinatorCommand.FromClient(var client, var message) ->
              handle(batch, new CoordinatorInput.FromClient(addressBook.asker(client), message));
          case CoordinatorCommand.ReadStatus question ->
              answered(batch, () -> question.replyTo().tell(standing(batch, true)));
          case CoordinatorCommand.AwaitStatus question ->
              answered(batch, () -> await(batch, question));
          case CoordinatorCommand.ReadSegments question ->
              answered(
                  batch,
                  () ->
                      question.replyTo().tell(BatchQueries.segments(batch, question, revision())));
          case CoordinatorCommand.ReadInputs question ->
              answered(batch, () -> question.replyTo().tell(BatchQueries.inputs(batch, question)));
          case CoordinatorCommand.ReadTasks question ->
              answered(
                  batch,
                  () ->
                      question
                          .replyTo()
                          .tell(
                              BatchQueries.tasks(batch, coordinator(batch).dispatch(), question)));
          case CoordinatorCommand.OwnsUpload question ->
              answered(
                  batch,
                  () ->
                      question
                          .replyTo()
                          .tell(new CoordinatorReply.UploadOwned(batch.owns(question.upload()))));
          case CoordinatorCommand.FromPool said -> fromPool(batch, said);
          case CoordinatorCommand.FromNode(var node, var message) -> {
            addressBook.meet(node);
            if (message instanceof GaveBack back) {
              CoordinatorMeters.takenBack(back.tasks().size());
            }
            yield handle(batch, new CoordinatorInput.FromNode(node.name(), message));
          }
          case SelfMessage own -> own(batch, own);
          case CoordinatorCommand.Inner strange ->
              throw new IllegalStateException("no coordinator says " + strange.getClass());
        };
  }

  private Effect<BatchEvent, Batch> fromPool(Batch batch, CoordinatorCommand.FromPool said) {
    if (said.node() != null && said.message() instanceof Grant grant) {
      addressBook.meet(new NodeRef(grant.node(), said.node()));
    }
    return handle(batch, new CoordinatorInput.FromPool(said.message()), said.sender());
  }

  private Effect<BatchEvent, Batch> own(Batch batch, SelfMessage own) {
    return switch (own) {
      case SelfMessage.Input(var input) -> handle(batch, input);
      case SelfMessage.Tick _ -> {
        statusPublisher.tellListeners(batch, coordinator(batch).dispatch(), revision());
        yield handle(batch, new CoordinatorInput.Ticked());
      }
      case SelfMessage.Recovered _ -> handle(batch, new CoordinatorInput.Recovered());
      case SelfMessage.NodesKnown found ->
          handle(batch, new CoordinatorInput.NodesFound(addressBook.willAsk(found.nodes())));
      case SelfMessage.NodeGone gone -> {
        addressBook.forget(gone.node());
        yield handle(batch, new CoordinatorInput.NodeGone(gone.node()));
      }
      case SelfMessage.Derived derived -> derived(batch, derived);
      case SelfMessage.Searched searched -> handle(batch, searched.found());
      case SelfMessage.SearchFailed failed -> {
        context.getLog().warn("stored segments not read: {}", String.valueOf(failed.failure()));
        yield handle(batch, new CoordinatorInput.SegmentsNotListed(failed.search()));
      }
      case SelfMessage.OtherSeen seen ->
          seen.end() == null
              ? Effect().none()
              : handle(batch, new CoordinatorInput.OtherEnded(seen.end()));
      case SelfMessage.ViewWritten written ->
          answered(
              batch,
              () -> {
                statusPublisher.written(written);
                if (written.failure() == null) {
                  publish(batch);
                }
              });
      case SelfMessage.RecordWritten written ->
          answered(batch, () -> statusPublisher.written(written));
      case SelfMessage.Idle _ -> answered(batch, () -> idle(batch));
      case SelfMessage.Stop _ -> stop(batch);
    };
  }

  private Effect<BatchEvent, Batch> derived(Batch batch, SelfMessage.Derived derived) {
    if (derived.part() == null) {
      context
          .getLog()
          .warn("results not stored as inputs, tried again: {}", String.valueOf(derived.failure()));
      return handle(batch, new CoordinatorInput.NotDerived(derived.job()));
    }
    return handle(batch, new CoordinatorInput.Derived(derived.part(), derived.feed()));
  }

  // Decide, write, tell.

  private Effect<BatchEvent, Batch> handle(Batch batch, CoordinatorInput news) {
    return handle(batch, news, null);
  }

  /**
   * What a coordinator hears.
   *
   * @param pool who said it, where a pool did
   */
  private Effect<BatchEvent, Batch> handle(
      Batch batch, CoordinatorInput news, @Nullable ActorRef<PoolCommand> pool) {
    coordinator(batch).poolIs(ports.pool().epoch());
    var turn = coordinator(batch).handle(news, ports.now());
    if (turn.events().isEmpty()) {
      return answered(
          batch,
          () -> {
            carry(batch, turn.effects(), pool);
            if (ViewWrites.mayFollow(news)) {
              publish(batch);
            }
          });
    }
    long began = ports.nanos().getAsLong();
    return Effect()
        .persist(turn.events())
        .thenRun(
            (Batch it) -> {
              CoordinatorMeters.journalled(ports.nanos().getAsLong() - began);
              turn.events().forEach(event -> happened(it, event));
              carry(it, coordinator(it).written(turn, ports.now()), pool);
              publish(it);
              lifetime.follow(activity(it));
            });
  }

  private void carry(
      Batch batch, List<CoordinatorEffect> effects, @Nullable ActorRef<PoolCommand> pool) {
    for (var effect : effects) {
      effectRunner.carry(effect, batch, repeated -> standing(batch, repeated), pool);
    }
  }

  /** Carries an event to the figures and the log. */
  private void happened(Batch batch, BatchEvent event) {
    statusPublisher.happened(event);
    BatchEventLogger.tell(context.getLog(), batch, event);
  }

  // Waking.

  /** Also after a failed write: whatever is volatile belongs to the state before it. */
  private void awake(Batch batch) {
    if (batch.retirement().isContradicted()) {
      throw new IllegalStateException("the journal of batch " + id + " begins in its middle");
    }
    coordinator = coordinator(batch, batch.exists() && !batch.isFinished());
    statusPublisher.restart();
    lifetime.restart();
    context.getSelf().tell(new SelfMessage.Recovered());
  }

  private void idle(Batch batch) {
    if (activity(batch) != Activity.ACTIVE) {
      shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
    }
  }

  /**
   * Ends. Where the shard was asked to put it away, the batch may have been told to go on
   * meanwhile: then the next one is woken, for nothing else would remember to.
   */
  private Effect<BatchEvent, Batch> stop(Batch batch) {
    if (activity(batch) == Activity.ACTIVE) {
      ports.wake().accept(id);
    }
    return Effect().stop();
  }

  private Activity activity(Batch batch) {
    return coordinator(batch).activity(!statusPublisher.isOver(batch, revision()));
  }

  // What others see.

  /** Rows and listeners, as far as anything changed for them. */
  private void publish(Batch batch) {
    statusPublisher.publish(batch, coordinator(batch).dispatch(), revision());
  }

  private void await(Batch batch, CoordinatorCommand.AwaitStatus question) {
    statusPublisher.await(batch, coordinator(batch).dispatch(), revision(), question);
  }

  private CoordinatorReply.ToBatch standing(Batch batch, boolean repeated) {
    return statusPublisher.standing(batch, coordinator(batch).dispatch(), revision(), repeated);
  }

  private Coordinator coordinator(Batch batch) {
    if (coordinator == null || coordinator.batch() != batch) {
      coordinator = coordinator(batch, false); // it has just been submitted
    }
    return coordinator;
  }

  private Coordinator coordinator(Batch batch, boolean takesOver) {
    return new Coordinator(
        batch,
        new CoordinatorRules(settings.lease(), settings.offerEvery(), ports.cpuBound()),
        ports.jitter(),
        takesOver,
        ports.pool().epoch(),
        ports.now());
  }

  private long revision() {
    return lastSequenceNumber(context);
  }

  private Effect<BatchEvent, Batch> answered(Batch batch, Runnable answer) {
    answer.run();
    lifetime.follow(activity(batch));
    return Effect().none();
  }
}
