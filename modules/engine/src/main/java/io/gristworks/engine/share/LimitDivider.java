package io.gristworks.engine.share;

import io.gristworks.core.pool.PoolSettings;
import io.gristworks.core.share.Allotment;
import io.gristworks.core.share.Claim;
import io.gristworks.core.share.Divider;
import io.gristworks.engine.protocol.DividerCommand;
import io.gristworks.engine.protocol.PoolCommand;
import io.gristworks.engine.protocol.WorkPools;
import io.gristworks.engine.rule.RuleBoard;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.ClusterSingletonSettings;
import org.apache.pekko.cluster.typed.SingletonActor;

/**
 * Carries what pools claim to {@link Divider}, and what that allots to the pools.
 *
 * <p>{@code AbstractBehavior}, as the divider it wraps is changed in place.
 */
public final class LimitDivider extends AbstractBehavior<DividerCommand> {
  private static final Duration TICK = Duration.ofMillis(500);
  private static final SupervisorStrategy RESTART =
      SupervisorStrategy.restartWithBackoff(Duration.ofSeconds(1), Duration.ofSeconds(30), 0.2);

  /** What the divider says to itself. */
  private sealed interface Own extends DividerCommand.Inner {}

  private record Tick() implements Own {}

  private record RulesTold(RuleBoard.Told told) implements Own {}

  private record PoolsListed(Receptionist.Listing listing) implements Own {}

  private record PoolGone(String queue, long incarnation) implements Own {}

  private final Divider divider;
  private final LongSupplier nanoClock;
  private final Map<String, ActorRef<PoolCommand>> pools = new TreeMap<>();

  /** Those that are there, in reach or not. */
  private Set<ActorRef<PoolCommand>> listed = Set.of();

  /** Those that go by the divider in this epoch. */
  private final Set<ActorRef<PoolCommand>> known = new HashSet<>();

  private long epoch;

  private LimitDivider(
      ActorContext<DividerCommand> context, Divider divider, LongSupplier nanoClock) {
    super(context);
    this.divider = divider;
    this.nanoClock = nanoClock;
    divider.awaits(true);
    context
        .getSystem()
        .receptionist()
        .tell(
            Receptionist.subscribe(
                WorkPools.KEY,
                context.messageAdapter(Receptionist.Listing.class, PoolsListed::new)));
  }

  /**
   * A divider that begins, and listens first.
   *
   * @param settings of the pools
   * @param board where rules are told
   * @param clock for an epoch later than that of the one before
   * @param nanoClock for measuring time
   */
  public static Behavior<DividerCommand> create(
      PoolSettings settings,
      ActorRef<RuleBoard.Command> board,
      InstantSource clock,
      LongSupplier nanoClock) {
    Behavior<DividerCommand> behavior =
        Behaviors.withTimers(
            timers ->
                Behaviors.setup(
                    context -> {
                      timers.startTimerWithFixedDelay(new Tick(), TICK);
                      board.tell(
                          new RuleBoard.Follow(
                              context.messageAdapter(RuleBoard.Told.class, RulesTold::new)));
                      var divider =
                          new Divider(
                              settings.settle(),
                              settings.leaseLapse(),
                              clock.millis(),
                              nanoClock.getAsLong());
                      return new LimitDivider(context, divider, nanoClock);
                    }));
    return Behaviors.supervise(behavior).onFailure(RESTART);
  }

  /** Lets the cluster have one of them, on the oldest node with {@code role}; returns the way. */
  public static ActorRef<DividerCommand> start(
      ActorSystem<?> system, String role, Behavior<DividerCommand> divider) {
    return ClusterSingleton.get(system)
        .init(
            SingletonActor.of(divider, "limits")
                .withSettings(ClusterSingletonSettings.create(system).withRole(role)));
  }

  @Override
  public Receive<DividerCommand> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::receive).build();
  }

  private Behavior<DividerCommand> receive(DividerCommand command) {
    long now = nanoClock.getAsLong();
    switch (command) {
      case DividerCommand.Claimed(var claim, var pool) -> claimed(claim, pool, now);
      case Tick _ -> {
        ask();
        tell(divider.tick(now));
      }
      case PoolsListed(var listing) -> {
        // Also those out of reach: as long as they are not known to be gone, they may act.
        listed = listing.getAllServiceInstances(WorkPools.KEY);
        known.retainAll(listed);
        ask();
      }
      case RulesTold(var told) -> tell(divider.follow(told.rules(), now));
      case PoolGone(var queue, var incarnation) -> divider.gone(queue, incarnation);
      case DividerCommand.Inner stranger ->
          getContext().getLog().warn("not for a divider: {}", stranger);
    }
    return this;
  }

  /** Asks those for what they have that have not said it. */
  private void ask() {
    var strangers = new HashSet<>(listed);
    strangers.removeAll(known);
    divider.awaits(!strangers.isEmpty());
    divider
        .question()
        .map(PoolCommand.Allotted::new)
        .ifPresent(question -> strangers.forEach(pool -> pool.tell(question)));
  }

  private void claimed(Claim claim, ActorRef<PoolCommand> pool, long now) {
    if (!pool.equals(pools.put(claim.queue(), pool))) {
      getContext().watchWith(pool, new PoolGone(claim.queue(), claim.incarnation()));
    }
    tell(divider.hear(claim, now));
    if (divider.epoch() != epoch) {
      epoch = divider.epoch();
      known.clear();
    }
    if (divider.knows(claim) && known.add(pool)) {
      divider.awaits(!known.containsAll(listed));
    }
  }

  private void tell(List<Allotment> allotments) {
    for (var allotment : allotments) {
      var pool = pools.get(allotment.queue());
      if (pool != null) {
        pool.tell(new PoolCommand.Allotted(allotment));
      }
    }
  }
}
