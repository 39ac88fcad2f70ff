package io.gristworks.engine.pool;

import io.gristworks.core.message.ToPoolMember.PoolEnded;
import io.gristworks.core.pool.PoolElection;
import io.gristworks.core.pool.PoolSettings;
import io.gristworks.engine.protocol.NodeCommand;
import io.gristworks.engine.protocol.PoolCommand;
import io.gristworks.engine.protocol.PoolMemberCommand;
import io.gristworks.engine.protocol.PoolMembers;
import io.gristworks.engine.protocol.WorkerNodes;
import io.gristworks.engine.rule.RuleWatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;
import org.jspecify.annotations.Nullable;

/**
 * Knows which pool counts, tells the worker node and the coordinators of this node, and hosts it
 * where {@link PoolElection} says so. One on each node of the cluster.
 *
 * <p>{@code AbstractBehavior}, as the election it wraps is changed in place.
 */
public final class PoolMember extends AbstractBehavior<PoolMemberCommand> {
  private static final Duration TICK = Duration.ofMillis(200);

  /** What it says to itself. */
  private sealed interface SelfMessage extends PoolMemberCommand.Inner {}

  private record Tick() implements SelfMessage {}

  private record ClusterChanged() implements SelfMessage {}

  /** Of worker nodes, or of those who must know of the pool. */
  private record Listed(Receptionist.Listing listing) implements SelfMessage {}

  private record PoolStopped(long epoch) implements SelfMessage {}

  /**
   * What it needs.
   *
   * @param role of the nodes that may host the pool
   * @param link kept up to date
   * @param node the worker node of this JVM, if there is one
   * @param nanos a clock for durations
   */
  public record Means(
      PoolSettings settings,
      String role,
      PoolLink link,
      Optional<ActorRef<RuleWatcher.Command>> board,
      Optional<ActorRef<NodeCommand>> node,
      LongSupplier nanos) {}

  private final Means means;
  private final Cluster cluster;
  private final PoolElection election;
  private Set<ActorRef<NodeCommand>> nodes = Set.of();
  private Set<ActorRef<PoolMemberCommand>> members = Set.of();
  private PoolMemberCommand.@Nullable FromPool latest;
  private @Nullable ActorRef<PoolCommand> hosted;

  private PoolMember(ActorContext<PoolMemberCommand> context, Means means) {
    super(context);
    this.means = means;
    this.cluster = Cluster.get(context.getSystem());
    var self = cluster.selfMember();
    int number = (int) self.uniqueAddress().longUid();
    this.election =
        new PoolElection(nameOf(self), number, means.link.epoch(), means.nanos.getAsLong());
    var receptionist = context.getSystem().receptionist();
    var adapter = context.messageAdapter(Receptionist.Listing.class, Listed::new);
    receptionist.tell(Receptionist.subscribe(WorkerNodes.KEY, adapter));
    receptionist.tell(Receptionist.subscribe(PoolMembers.KEY, adapter));
    receptionist.tell(Receptionist.register(PoolMembers.KEY, context.getSelf()));
    cluster
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(
                    ClusterEvent.ClusterDomainEvent.class, _ -> new ClusterChanged()),
                ClusterEvent.ClusterDomainEvent.class));
    clusterChanged();
  }

  /** The one of this node. It begins anew where it fails, and then hosts no pool. */
  public static Behavior<PoolMemberCommand> create(Means means) {
    Behavior<PoolMemberCommand> behavior =
        Behaviors.withTimers(
            timers ->
                Behaviors.setup(
                    context -> {
                      // Of a system actor Pekko finds no class, and INFO of Pekko is not logged.
                      context.setLoggerName(PoolMember.class);
                      timers.startTimerWithFixedDelay(new Tick(), TICK);
                      return new PoolMember(context, means);
                    }));
    return Behaviors.supervise(behavior).onFailure(SupervisorStrategy.restart());
  }

  @Override
  public Receive<PoolMemberCommand> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::receive).build();
  }

  private Behavior<PoolMemberCommand> receive(PoolMemberCommand command) {
    long now = means.nanos.getAsLong();
    switch (command) {
      case PoolMemberCommand.FromPool said -> heard(said, now);
      case PoolMemberCommand.FromMember(PoolEnded(var epoch)) -> ended(epoch, now);
      case SelfMessage own -> receiveOwn(own, now);
      case PoolMemberCommand.Inner stranger ->
          getContext().getLog().warn("not for a member of the pool: {}", stranger);
    }
    return this;
  }

  private void receiveOwn(SelfMessage own, long now) {
    switch (own) {
      case Tick _ -> tick(now);
      case ClusterChanged _ -> clusterChanged();
      case Listed(var listing) when listing.isForKey(WorkerNodes.KEY) ->
          nodes = Set.copyOf(listing.getAllServiceInstances(WorkerNodes.KEY));
      case Listed(var listing) ->
          members = Set.copyOf(listing.getAllServiceInstances(PoolMembers.KEY));
      case PoolStopped(var epoch) -> {
        if (election.hosts() && election.epoch() == epoch) {
          getContext().getLog().error("the pool has failed: epoch={}", epoch);
          hosted = null;
          tellAllOfTheEnd(epoch);
          election.resigned(epoch, now);
        }
      }
    }
  }

  private static String nameOf(Member member) {
    return member.uniqueAddress().toString();
  }

  /** Who may host the pool now; a node that leaves gives it up at once. */
  private void clusterChanged() {
    var state = cluster.state();
    var unreachable = state.getUnreachable();
    var candidates = new ArrayList<Member>();
    for (var member : state.getMembers()) {
      if (member.hasRole(means.role)
          && member.status().equals(MemberStatus.up())
          && !unreachable.contains(member)) {
        candidates.add(member);
      }
    }
    candidates.sort((one, other) -> one.equals(other) ? 0 : one.isOlderThan(other) ? -1 : 1);
    List<String> names = candidates.stream().map(PoolMember::nameOf).toList();
    election.candidates(names);
    var self = cluster.selfMember().status();
    boolean stays = self.equals(MemberStatus.up()) || self.equals(MemberStatus.joining());
    if (election.hosts() && !stays) {
      getContext().getLog().info("hands the pool over: epoch={}", election.epoch());
      endHere();
      tellAllOfTheEnd(election.epoch());
      election.resigned(election.epoch(), means.nanos.getAsLong());
    }
  }

  private void tick(long now) {
    if (election.tick(now) == PoolElection.Step.BEGIN) {
      long epoch = election.epoch();
      getContext().getLog().info("hosts the pool: epoch={}", epoch);
      var self = getContext().getSelf();
      var begun =
          getContext()
              .spawn(
                  WorkPool.create(
                      new WorkPool.Identity(epoch, nameOf(cluster.selfMember()), self),
                      means.settings,
                      nodes,
                      means.board,
                      means.nanos),
                  "pool-" + epoch);
      getContext().watchWith(begun, new PoolStopped(epoch));
      hosted = begun;
      means.link.poolIs(epoch, begun);
    }
  }

  private void heard(PoolMemberCommand.FromPool said, long now) {
    var pool = said.message();
    switch (election.heard(pool.epoch(), pool.host(), now)) {
      case CONTRADICT -> {
        if (latest != null) {
          said.member().tell(latest);
        }
        return;
      }
      case END -> {
        getContext().getLog().info("ends the pool here: a later one has epoch {}", pool.epoch());
        endHere();
      }
      case NOTHING, BEGIN -> {}
    }
    boolean isNew = latest == null || latest.message().epoch() != pool.epoch();
    latest = said;
    if (isNew) {
      means.link.poolIs(pool.epoch(), said.sender());
    }
    means.node.ifPresent(node -> node.tell(new NodeCommand.FromPool(said.sender(), pool)));
  }

  private void ended(long epoch, long now) {
    election.resigned(epoch, now);
    tick(now);
  }

  private void endHere() {
    var pool = hosted;
    hosted = null;
    if (pool != null) {
      getContext().unwatch(pool);
      getContext().stop(pool);
    }
  }

  private void tellAllOfTheEnd(long epoch) {
    for (var member : members) {
      if (!member.equals(getContext().getSelf())) {
        member.tell(new PoolMemberCommand.FromMember(new PoolEnded(epoch)));
      }
    }
  }
}
