package io.gristworks.engine.pool;

import io.gristworks.core.message.JobKey;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.message.ToCoordinator.Grant;
import io.gristworks.core.message.ToCoordinator.Rebalance;
import io.gristworks.core.message.ToCoordinator.TellOffer;
import io.gristworks.core.message.ToPoolMember.PoolIs;
import io.gristworks.core.pool.Pool;
import io.gristworks.core.pool.PoolEffect;
import io.gristworks.core.pool.PoolElection;
import io.gristworks.core.pool.PoolInput;
import io.gristworks.core.pool.PoolSettings;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.PoolCommand;
import io.gristworks.engine.protocol.PoolMemberCommand;
import io.gristworks.engine.protocol.PoolMembers;
import io.gristworks.engine.protocol.WorkerNodes;
import io.gristworks.engine.rule.RuleWatcher;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/**
 * The work pool of the cluster: carries what it hears to {@link Pool}, and what that wants done to
 * coordinators and nodes; and announces itself to all nodes once a second.
 *
 * <p>{@code AbstractBehavior}, as the pool it wraps is changed in place: its sorted sets would cost
 * too much to copy for each of some ten thousand messages a second.
 */
public final class WorkPool extends AbstractBehavior<PoolCommand> {
  private static final long SHOW_EVERY_NANOS = 1_000_000_000;

  /** What the pool says to itself. */
  private sealed interface SelfMessage extends PoolCommand.Inner {}

  private record Tick() implements SelfMessage {}

  private record Announce() implements SelfMessage {}

  /** Of worker nodes, or of those who must know of the pool. */
  private record Listed(Receptionist.Listing listing) implements SelfMessage {}

  private record RulesTold(RuleWatcher.Told told) implements SelfMessage {}

  private record NodeStopped(ActorRef<NodeCommand> node) implements SelfMessage {}

  /**
   * What tells this pool from others.
   *
   * @param epoch see {@link io.gristworks.core.pool.PoolEpoch}
   * @param host the node that it is on, by a name that it has after no other start
   * @param member who hosts it
   */
  public record Identity(long epoch, String host, ActorRef<PoolMemberCommand> member) {}

  private final Identity identity;
  private final LongSupplier nanoClock;
  private final Pool pool;
  private final PoolMeters meters = new PoolMeters();
  private final NodeRegister nodes;
  private final Map<JobKey, ActorRef<CoordinatorCommand>> coordinators = new HashMap<>();
  private Set<ActorRef<PoolMemberCommand>> members = Set.of();
  private long shownAt;

  /**
   * A pool that begins.
   *
   * @param workers the worker nodes that are known on its node, in reach or not: what they hold is
   *     counted first
   * @param board where rules are told; nothing is handed out before they are. Without one, those of
   *     the settings hold
   * @param nanoClock for measuring time, such as {@code System::nanoTime}
   */
  public static Behavior<PoolCommand> create(
      Identity identity,
      PoolSettings settings,
      Set<ActorRef<NodeCommand>> workers,
      Optional<ActorRef<RuleWatcher.Command>> board,
      LongSupplier nanoClock) {
    return Behaviors.withTimers(
        timers ->
            Behaviors.setup(
                context -> {
                  timers.startTimerWithFixedDelay(new Tick(), settings.rhythm().tick());
                  timers.startTimerWithFixedDelay(new Announce(), PoolElection.ANNOUNCE_EVERY);
                  var pool = new WorkPool(context, identity, settings, workers, nanoClock);
                  board.ifPresent(pool::follow);
                  pool.announce();
                  return pool;
                }));
  }

  private WorkPool(
      ActorContext<PoolCommand> context,
      Identity identity,
      PoolSettings settings,
      Set<ActorRef<NodeCommand>> workers,
      LongSupplier nanoClock) {
    super(context);
    this.identity = identity;
    this.nanoClock = nanoClock;
    this.shownAt = nanoClock.getAsLong();
    this.nodes = new NodeRegister(node -> context.watchWith(node, new NodeStopped(node)));
    this.pool = new Pool(settings, identity.epoch, nodes.known(workers), shownAt);
    var receptionist = context.getSystem().receptionist();
    var adapter = context.messageAdapter(Receptionist.Listing.class, Listed::new);
    receptionist.tell(Receptionist.subscribe(WorkerNodes.KEY, adapter));
    receptionist.tell(Receptionist.subscribe(PoolMembers.KEY, adapter));
  }

  private void follow(ActorRef<RuleWatcher.Command> board) {
    handle(new PoolInput.RulesChanged(ClusterRules.UNKNOWN));
    board.tell(
        new RuleWatcher.Follow(
            getContext().messageAdapter(RuleWatcher.Told.class, RulesTold::new)));
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
      case PoolCommand.FromCoordinator(var coordinator, var message) -> {
        coordinators.put(message.offer().job(), coordinator);
        handle(new PoolInput.FromCoordinator(message));
      }
      case PoolCommand.FromNode(var node, var message) ->
          handle(new PoolInput.FromNode(nodes.heard(node), message));
      case PoolCommand.ReadQueues(var replyTo) ->
          replyTo.tell(new PoolCommand.QueuesReply(pool.status(nanoClock.getAsLong())));
      case SelfMessage own -> receiveOwn(own);
      case PoolCommand.Inner stranger -> getContext().getLog().warn("not for a pool: {}", stranger);
    }
    return this;
  }

  private void receiveOwn(SelfMessage own) {
    switch (own) {
      case Listed(var listing) when listing.isForKey(WorkerNodes.KEY) -> nodesListed(listing);
      case Listed(var listing) -> {
        members = Set.copyOf(listing.getAllServiceInstances(PoolMembers.KEY));
        announce();
      }
      case NodeStopped(var node) -> handle(new PoolInput.NodeEnded(nodes.stopped(node)));
      case RulesTold(var told) -> handle(new PoolInput.RulesChanged(told.rules()));
      case Announce _ -> announce();
      case Tick _ -> tick();
    }
  }

  private void nodesListed(Receptionist.Listing listing) {
    var change =
        nodes.listed(
            listing.getServiceInstances(WorkerNodes.KEY),
            listing.getAllServiceInstances(WorkerNodes.KEY));
    change.gone().forEach(key -> handle(new PoolInput.NodeGone(key)));
    change.ended().forEach(key -> handle(new PoolInput.NodeEnded(key)));
    change.joined().forEach(key -> handle(new PoolInput.NodeJoined(key)));
  }

  private void announce() {
    var announcement =
        new PoolMemberCommand.FromPool(
            getContext().getSelf(),
            identity.member,
            new PoolIs(identity.epoch, identity.host, pool.counts()));
    identity.member.tell(announcement);
    for (var member : members) {
      if (!member.equals(identity.member)) {
        member.tell(announcement);
      }
    }
  }

  private void tick() {
    handle(new PoolInput.Ticked());
    long now = nanoClock.getAsLong();
    if (now - shownAt >= SHOW_EVERY_NANOS) {
      shownAt = now;
      meters.stands(pool.status(now));
    }
  }

  private void handle(PoolInput news) {
    long before = nanoClock.getAsLong();
    var effects = pool.handle(news, before);
    meters.decided(nanoClock.getAsLong() - before);
    effects.forEach(this::carryOut);
  }

  private void carryOut(PoolEffect effect) {
    switch (effect) {
      case PoolEffect.SendToCoordinator(var job, var message) -> tell(job, message);
      case PoolEffect.SendToNode(var node, var message) ->
          nodes.actor(node).tell(new NodeCommand.FromPool(getContext().getSelf(), message));
      case PoolEffect.JobForgotten(var job) -> coordinators.remove(job);
    }
  }

  private void tell(JobKey job, ToCoordinator.FromPool message) {
    var coordinator = coordinators.get(job);
    if (coordinator == null) {
      throw new IllegalStateException("no coordinator for " + job);
    }
    coordinator.tell(enveloped(message));
  }

  /** The coordinator knows nodes by the names that they have told, not by the keys of the pool. */
  private CoordinatorCommand enveloped(ToCoordinator.FromPool message) {
    var self = getContext().getSelf();
    return switch (message) {
      case Grant(var job, var number, var key, var workers, var most) -> {
        meters.granted();
        var node = nodes.ref(key);
        yield new CoordinatorCommand.FromPool(
            self, node.actor(), new Grant(job, number, node.name(), workers, most));
      }
      case Rebalance(var job, var number, var key) -> {
        meters.granted();
        yield new CoordinatorCommand.FromPool(
            self, null, new Rebalance(job, number, nodes.ref(key).name()));
      }
      case TellOffer question -> new CoordinatorCommand.FromPool(self, null, question);
    };
  }
}
