package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.JobProgress;
import io.gristworks.core.coordinator.CoordinatorEffect;
import io.gristworks.core.coordinator.CoordinatorInput;
import io.gristworks.core.coordinator.Transition;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.view.OutcomePage;
import io.gristworks.simulation.Mutation;
import io.gristworks.simulation.check.InvariantViolation;
import io.gristworks.simulation.check.SegmentOracle;
import io.gristworks.simulation.world.Address;
import io.gristworks.simulation.world.Envelope;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a coordinator's shell knows of others, and how it carries out effects. */
final class CoordinatorEffectRunner {
  /** As that of the actors does: it counts in ticks of 10 ms, and those in 31 bits. */
  private static final Duration TIMER_MAX = Duration.ofMillis(10L * Integer.MAX_VALUE);

  private static final Duration HOLDINGS_WITHIN = Duration.ofSeconds(3);

  /** How long a cancellation waits for the nodes that hold leases. */
  static final Duration DROPS_WITHIN = Duration.ofSeconds(2);

  private final SimulatedCluster world;
  private final Machine machine;
  private final SimulatedCoordinator shell;
  private final RandomGenerator random;
  private final TreeMap<Long, Address> askers = new TreeMap<>();
  private final Set<String> met = new TreeSet<>();
  private final Cancellations cancellations;
  private final PendingCommands commands;
  private final CoordinatorMutation forger;
  private final TaskDerivation derivation;
  private final BatchEndLookup others;
  private final Deletion deletion;
  private SegmentOracle.Losses losses = new SegmentOracle.Losses(0, new TreeSet<>());
  private long lastAsker;
  private long life;
  private long holdingsTimer;
  private long dropsTimer;
  private long lookTimer;

  CoordinatorEffectRunner(
      SimulatedCluster world, Machine machine, SimulatedCoordinator shell, RandomGenerator random) {
    this.world = world;
    this.machine = machine;
    this.shell = shell;
    this.random = random;
    this.cancellations = new Cancellations(world, shell);
    this.commands = new PendingCommands(world, shell);
    this.forger = new CoordinatorMutation(world, shell);
    this.derivation = new TaskDerivation(world, machine, shell, random);
    this.others = new BatchEndLookup(world, shell);
    this.deletion = new Deletion(world, machine, shell);
  }

  /** The batch has been read: whatever was volatile is void. */
  void begin() {
    life++;
    losses = new SegmentOracle.Losses(world.timeline().now(), new TreeSet<>());
    askers.clear();
    cancellations.clear();
    commands.clear();
  }

  /** What a message means to the core; null where it means nothing. */
  @Nullable CoordinatorInput open(Envelope envelope) {
    return switch (envelope.words()) {
      case SimulatedMessages.Wish wish -> {
        askers.put(++lastAsker, envelope.from());
        yield new CoordinatorInput.FromClient(lastAsker, forger.wish(wish.message()));
      }
      case SimulatedMessages.Look _ -> {
        send(envelope.from(), new SimulatedMessages.Told(shell.status()));
        yield null;
      }
      case SimulatedMessages.ResultsAsked(var job, var from) -> {
        if (shell.batch().retirement().refusal().isEmpty() && job < shell.batch().jobs().size()) {
          send(
              envelope.from(),
              new SimulatedMessages.ResultsTold(
                  shell.revision(),
                  OutcomePage.of(shell.batch().jobs().get(job), from, ResultReader.PAGE)));
        }
        yield null;
      }
      case SimulatedMessages.OwnerAsked(var upload) -> {
        send(envelope.from(), new SimulatedMessages.OwnerTold(upload, shell.batch().owns(upload)));
        yield null;
      }
      case SimulatedMessages.EndAsked _ -> {
        others.answer(envelope);
        yield null;
      }
      case SimulatedMessages.EndTold(var end) ->
          end == null ? null : new CoordinatorInput.OtherEnded(end);
      case ToCoordinator.FromPool message -> {
        if (message instanceof ToCoordinator.Grant grant) {
          meet(grant.node());
        }
        yield hears(new CoordinatorInput.FromPool(message));
      }
      case ToCoordinator.FromNode message -> {
        var node = envelope.from().plainName();
        meet(node);
        var news = new CoordinatorInput.FromNode(node, message);
        if (message instanceof ToCoordinator.Report) {
          world.reported(shell.id(), news);
        }
        yield hears(news);
      }
      case CoordinatorInput news -> {
        if (news instanceof CoordinatorInput.NodeGone gone) {
          met.remove(gone.node());
        }
        yield hears(news);
      }
      default -> throw new IllegalStateException("no coordinator hears " + envelope.words());
    };
  }

  private @Nullable CoordinatorInput hears(CoordinatorInput news) {
    return forger.hears(news) ? forger.altered(news) : null;
  }

  /** Whoever is met is watched: of one that is gone already the end is heard at once. */
  private void meet(String node) {
    if (met.add(node) && world.membership().members().isGone(machine, node)) {
      shell.tellSelf(new CoordinatorInput.NodeGone(node));
    }
  }

  void before(CoordinatorInput news) {
    cancellations.before(news);
  }

  void after(CoordinatorInput news, Transition turn) {
    commands.heard(news, turn);
  }

  /** Carries effects out; {@code from} is who said what they follow from. */
  void carry(List<CoordinatorEffect> effects, Address from) {
    for (var effect : effects) {
      carry(effect, from);
    }
  }

  private void carry(CoordinatorEffect effect, Address from) {
    switch (effect) {
      case CoordinatorEffect.Answer(var asker, var repeated) -> {
        cancellations.answered(asker);
        commands.granted(asker);
        answer(asker, new SimulatedMessages.Granted(repeated));
      }
      case CoordinatorEffect.Refuse(var asker, var why) -> {
        cancellations.refused(asker);
        answer(asker, new SimulatedMessages.Denied(why));
      }
      case CoordinatorEffect.Retire(var asker) ->
          answer(asker, new SimulatedMessages.Granted(true));
      case CoordinatorEffect.SendToPool(var message) ->
          machine.pool().tell(new Envelope(shell.ref(), message));
      case CoordinatorEffect.AnswerPool(var message) -> send(from, message);
      case CoordinatorEffect.SendToNode(var node, var message) -> sendToNode(node, message);
      case CoordinatorEffect.FindNodes _ -> findNodes();
      case CoordinatorEffect.HoldingsKnown _ -> holdingsTimer++;
      case CoordinatorEffect.TellSelf(var input) -> shell.tellSelf(input);
      case CoordinatorEffect.EndDropsSoon _ -> {
        long timer = ++dropsTimer;
        boolean hasty = world.mutation() == Mutation.ANSWERS_CANCELS_UNCONFIRMED;
        later(
            hasty ? Duration.ZERO : DROPS_WITHIN,
            () -> timer == dropsTimer,
            new CoordinatorInput.DropsOver());
      }
      case CoordinatorEffect.LookAgainIn(var wait) -> {
        long timer = ++lookTimer;
        later(wait, () -> timer == lookTimer, new CoordinatorInput.Ticked());
      }
      case CoordinatorEffect.Derive(var job, var feed) -> derivation.begin(job, feed);
      case CoordinatorEffect.AdoptUploads(var uploads) ->
          uploads.forEach(upload -> world.inputs().adopt(machine, upload));
      case CoordinatorEffect.AskEnd(var other) -> others.ask(other);
      case CoordinatorEffect.ListSegments(var sweep, var after) -> deletion.list(sweep, after);
      case CoordinatorEffect.ReadSegments(var search, var segments) ->
          deletion.read(search, segments);
      case CoordinatorEffect.DeleteSegments(var segments) -> deletion.delete(segments);
      case CoordinatorEffect.DeleteCheckpoints _ -> {} // nobody keeps any here
      case CoordinatorEffect.LeasesLost(var node, var tasks) -> {
        losses.losses().add(world.timeline().now());
        world.note("lost", tasks, 0, () -> shell.ref() + " " + tasks + " of " + node);
      }
      case CoordinatorEffect.LostSearched searched -> {
        if (!searched.isWhole()) {
          world.oracles().of(shell.id()).segments().unread();
        }
        world.note("searched", searched.pending(), 0, () -> shell.ref() + " " + searched);
      }
    }
  }

  private interface Still {
    boolean wanted();
  }

  private void later(Duration wait, Still still, CoordinatorInput news) {
    if (wait.compareTo(TIMER_MAX) > 0) {
      throw new InvariantViolation("I8", "no timer waits for " + wait);
    }
    long now = life;
    machine.after(
        wait.toNanos(),
        () -> {
          if (life == now && still.wanted()) {
            shell.tellSelf(news);
          }
        });
  }

  private void findNodes() {
    boolean blind = world.mutation() == Mutation.SKIPS_RECONCILIATION;
    Set<String> nodes =
        blind
            ? Set.of()
            : new LinkedHashSet<>(world.membership().members().workersOf(machine.cluster()));
    later(
        Duration.ofMillis(1 + random.nextInt(3)),
        () -> true,
        new CoordinatorInput.NodesFound(nodes));
    long timer = ++holdingsTimer;
    later(HOLDINGS_WITHIN, () -> timer == holdingsTimer, new CoordinatorInput.HoldingsOver());
  }

  private void sendToNode(String node, ToNode.FromCoordinator message) {
    var sent = message;
    switch (message) {
      case ToNode.Lease lease -> leases(lease);
      case ToNode.Acknowledged answer -> {
        if (forger.counts(node, answer)) {
          return;
        }
      }
      case ToNode.WhatDoYouHold(var batch, var earlierUpTo, var asked) -> {
        world.oracles().asksHoldings(shell.id(), name(), earlierUpTo, shell.isLatest());
        if (world.mutation() == Mutation.NO_LEASE_FENCES) {
          sent = new ToNode.WhatDoYouHold(batch, 0, asked);
        }
      }
      default -> {}
    }
    var ref = world.membership().node(node);
    if (ref != null) {
      send(ref, sent);
    }
  }

  private void leases(ToNode.Lease lease) {
    var coordinator = Objects.requireNonNull(shell.coordinator(), "it has just granted");
    int leased = coordinator.dispatch().leased(lease.job()).getCardinality();
    var now = world.clocksAgree() ? machine.clock() : null;
    world.oracles().granted(shell.id(), lease, shell.isLatest(), leased, now);
    var job = shell.batch().jobs().get(lease.job());
    if (!world.isLong()) {
      if (shell.isLatest()) {
        var segments = world.oracles().of(shell.id()).segments();
        segments.granted(lease, losses, world.timeline().now());
      }
      world.oracles().reads(shell.id(), lease, lease.inputs(), fanIn(job));
    }
    world.limits().granted(shell.id(), lease.number(), job.control().limits());
  }

  /** The segments of outcomes that a reduce job receives, by the job that they are of. */
  private Map<Integer, List<SegmentRef>> fanIn(JobProgress job) {
    var parts = new LinkedHashMap<Integer, List<SegmentRef>>();
    for (var from : job.dependencies().fanIn()) {
      var all = shell.batch().jobs().get(from.job()).segments();
      boolean late = world.mutation() == Mutation.REDUCES_WHAT_CAME_LATER;
      parts.put(from.job(), all.subList(0, late ? all.size() : from.segments()));
    }
    return parts;
  }

  private String name() {
    return shell.ref().name();
  }

  private void send(Address to, Object words) {
    world.network().send(new Envelope(shell.ref(), words), to);
  }

  private void answer(long asker, Object words) {
    var to = askers.remove(asker);
    if (to != null) {
      send(to, words);
    }
  }
}
