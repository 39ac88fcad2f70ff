package io.gristworks.engine.pool;

import io.gristworks.core.pool.JobKey;
import io.gristworks.core.pool.NodeDemand;
import io.gristworks.core.pool.Pool;
import io.gristworks.core.pool.PoolEffect;
import io.gristworks.core.pool.PoolNews;
import io.gristworks.core.pool.PoolSettings;
import io.gristworks.core.rule.QueueRules;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.DividerCommand;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.PoolCommand;
import io.gristworks.engine.protocol.WorkPools;
import io.gristworks.engine.protocol.WorkerNodes;
import io.gristworks.engine.rule.RuleBoard;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * The work pool of one queue: carries what it hears to {@link Pool}, and what that wants done to
 * coordinators and nodes. A sharded entity by the queue's name.
 *
 * <p>{@code AbstractBehavior}, as the pool it wraps is changed in place: its sorted sets would cost
 * too much to copy for each of some ten thousand messages a second.
 */
public final class WorkPool extends AbstractBehavior<PoolCommand> {
  private static final long SHOW_EVERY_NANOS = 1_000_000_000;

  /** What the pool says to itself. */
  private sealed interface Own extends PoolCommand.Inner {}

  private record Tick() implements Own {}

  private record NodesListed(Receptionist.Listing listing) implements Own {}

  private record RulesTold(RuleBoard.Told told) implements Own {}

  private record NodeStopped(ActorRef<NodeCommand> node) implements Own {}

  private final String queue;
  private final PoolSettings settings;
  private final LongSupplier nanoClock;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final Pool pool;
  private final Optional<ActorRef<DividerCommand>> divider;
  private final PoolMeters meters;
  private final NodeRegister nodes;
  private final Map<JobKey, ActorRef<CoordinatorCommand>> coordinators = new HashMap<>();
  private long shownAt;

  /**
   * The pool of a queue. Stops when the shard stops it, which it asks for when it has long had
   * nothing to do; as a sharded entity it needs no stop message of its own.
   *
   * @param board where rules are told; nothing is handed out before they are. Without one, those of
   *     the settings hold
   * @param divider of the limits of tenants and operations, between all queues. Without one, they
   *     hold in this queue for itself
   * @param shard where to ask for passivation
   * @param clock for numbering grants higher than the pool before this one did
   * @param nanoClock for measuring time, such as {@code System::nanoTime}
   */
  public static Behavior<PoolCommand> create(
      String queue,
      PoolSettings settings,
      Optional<ActorRef<RuleBoard.Command>> board,
      Optional<ActorRef<DividerCommand>> divider,
      ActorRef<ClusterSharding.ShardCommand> shard,
      InstantSource clock,
      LongSupplier nanoClock) {
    return Behaviors.withTimers(
        timers ->
            Behaviors.setup(
                context -> {
                  timers.startTimerWithFixedDelay(new Tick(), settings.tick());
                  var pool =
                      new WorkPool(context, queue, settings, divider, shard, clock, nanoClock);
                  board.ifPresent(pool::follow);
                  return pool;
                }));
  }

  private WorkPool(
      ActorContext<PoolCommand> context,
      String queue,
      PoolSettings settings,
      Optional<ActorRef<DividerCommand>> divider,
      ActorRef<ClusterSharding.ShardCommand> shard,
      InstantSource clock,
      LongSupplier nanoClock) {
    super(context);
    this.queue = queue;
    this.settings = settings;
    this.shard = shard;
    this.nanoClock = nanoClock;
    // Above those of the pool before, unless that made more than a thousand grants a millisecond.
    long firstGrant = clock.millis() * 1_000;
    long now = nanoClock.getAsLong();
    this.pool =
        divider.isPresent()
            ? Pool.sharing(queue, settings, firstGrant, now)
            : new Pool(settings, firstGrant, now);
    this.divider = divider;
    this.meters = new PoolMeters(queue);
    this.shownAt = nanoClock.getAsLong();
    this.nodes = new NodeRegister(node -> context.watchWith(node, new NodeStopped(node)));
    context
        .getSystem()
        .receptionist()
        .tell(
            Receptionist.subscribe(
                WorkerNodes.KEY,
                context.messageAdapter(Receptionist.Listing.class, NodesListed::new)));
    context
        .getSystem()
        .receptionist()
        .tell(Receptionist.register(WorkPools.KEY, context.getSelf()));
  }

  private void follow(ActorRef<RuleBoard.Command> board) {
    hear(new PoolNews.RulesChanged(QueueRules.UNKNOWN));
    board.tell(
        new RuleBoard.Follow(getContext().messageAdapter(RuleBoard.Told.class, RulesTold::new)));
  }

  @Override
  public Receive<PoolCommand> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::receive)
        .onSignal(
            PostStop.class,
            _ -> {
              meters.close();
              return this;
            })
        .build();
  }

  private Behavior<PoolCommand> receive(PoolCommand command) {
    switch (command) {
      case PoolCommand.Offer(var offer, var coordinator) -> {
        coordinators.put(offer.job(), coordinator);
        hear(new PoolNews.Offered(offer));
      }
      case PoolCommand.GrantSettled(
              var grant,
              var offer,
              var tasks,
              var seconds,
              var coordinator) -> {
        coordinators.put(offer.job(), coordinator);
        hear(new PoolNews.Settled(grant, offer, tasks, seconds));
      }
      case PoolCommand.Demand demand -> demanded(demand);
      case PoolCommand.Allotted(var allotment) -> hear(new PoolNews.Allotted(allotment));
      case PoolCommand.ReadQueue(var replyTo) ->
          replyTo.tell(new PoolCommand.QueueReply(pool.status(queue, nanoClock.getAsLong())));
      case Own own -> receiveOwn(own);
      case PoolCommand.Inner stranger -> getContext().getLog().warn("not for a pool: {}", stranger);
    }
    return this;
  }

  private void receiveOwn(Own own) {
    switch (own) {
      case NodesListed(var listing) -> {
        var change = nodes.listed(listing.getServiceInstances(WorkerNodes.KEY));
        change.gone().forEach(key -> hear(new PoolNews.NodeGone(key)));
        change.joined().forEach(key -> hear(new PoolNews.NodeJoined(key)));
      }
      case NodeStopped(var node) -> hear(new PoolNews.NodeGone(nodes.stopped(node)));
      case RulesTold(var told) -> hear(new PoolNews.RulesChanged(told.rules().of(queue)));
      case Tick _ -> tick();
    }
  }

  private void demanded(PoolCommand.Demand demand) {
    hear(
        new PoolNews.Demanded(
            new NodeDemand(
                nodes.heard(demand.node()),
                demand.sequence(),
                demand.leases(),
                demand.cpuLeases(),
                demand.workers(),
                demand.cpuWorkers(),
                demand.idle(),
                demand.cpuIdle(),
                demand.operations(),
                demand.conditions())));
  }

  private void tick() {
    hear(new PoolNews.Ticked());
    long now = nanoClock.getAsLong();
    if (now - shownAt >= SHOW_EVERY_NANOS) {
      shownAt = now;
      meters.stands(pool.status(queue, now));
      if (pool.idleNanos(now) >= settings.passivateAfter().toNanos()) {
        // The shard keeps what arrives meanwhile and wakes a new pool with it; stopping without
        // its leave would lose that.
        shard.tell(new ClusterSharding.Passivate<>(getContext().getSelf()));
      }
    }
  }

  private void hear(PoolNews news) {
    long before = nanoClock.getAsLong();
    var effects = pool.hear(news, before);
    meters.decided(nanoClock.getAsLong() - before);
    effects.forEach(this::carryOut);
    divider.ifPresent(it -> claim(it, before));
  }

  private void claim(ActorRef<DividerCommand> from, long now) {
    pool.claim(now)
        .ifPresent(claim -> from.tell(new DividerCommand.Claimed(claim, getContext().getSelf())));
  }

  private void carryOut(PoolEffect effect) {
    var self = getContext().getSelf();
    switch (effect) {
      case PoolEffect.AskGrant(var job, var grant, var node, var workers, var most) -> {
        meters.granted();
        tell(
            job,
            new CoordinatorCommand.Grant(job.job(), grant, nodes.ref(node), workers, most, self));
      }
      case PoolEffect.AskOffer(var job, var grant) ->
          tell(job, new CoordinatorCommand.TellOffer(job.job(), grant, self));
      case PoolEffect.AskRebalance(var job, var grant, var node, var workers) -> {
        meters.granted();
        tell(
            job,
            new CoordinatorCommand.Rebalance(job.job(), grant, nodes.ref(node), workers, self));
      }
      case PoolEffect.CallNodes(var called) -> {
        var call = new NodeCommand.WorkWaiting(queue, self);
        called.forEach(node -> nodes.actor(node).tell(call));
      }
      case PoolEffect.NoWork(var node, var sequence) ->
          nodes.actor(node).tell(new NodeCommand.NoWork(queue, sequence, self));
      case PoolEffect.JobForgotten(var job) -> coordinators.remove(job);
    }
  }

  private void tell(JobKey job, CoordinatorCommand wish) {
    var coordinator = coordinators.get(job);
    if (coordinator == null) {
      throw new IllegalStateException("no coordinator for " + job);
    }
    coordinator.tell(wish);
  }
}
