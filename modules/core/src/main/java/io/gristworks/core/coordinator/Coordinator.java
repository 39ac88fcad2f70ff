package io.gristworks.core.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.Decision;
import io.gristworks.core.batch.Decision.Accepted;
import io.gristworks.core.batch.Decision.AlreadyTrue;
import io.gristworks.core.batch.Decision.Refused;
import io.gristworks.core.coordinator.CoordinatorEffect.SendToNode;
import io.gristworks.core.coordinator.CoordinatorEffect.TellSelf;
import io.gristworks.core.coordinator.CoordinatorInput.FromClient;
import io.gristworks.core.coordinator.CoordinatorInput.FromNode;
import io.gristworks.core.coordinator.CoordinatorInput.FromPool;
import io.gristworks.core.lease.TaskDispatch;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.message.ToNode.Blamed;
import io.gristworks.core.message.ToNode.WhatDoYouHold;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The coordinator of one batch, without an actor: takes news and the time, gives events and
 * effects.
 *
 * <p>The one who drives it calls {@link #handle}; where the turn has events, makes them durable,
 * applies them to the batch, calls {@link #written}, and carries out the effects that this gives;
 * and hands it no other news before. If events could not be made durable, or that is not known,
 * this coordinator is done for: the batch is read again, and another one made.
 *
 * <p>Threads: one at a time.
 */
public final class Coordinator {
  private final Batch batch;
  private final TaskDispatch dispatch;
  private final OfferPublisher offers;
  private final GrantHandler grants;
  private final ReportCollector reports;
  private final Takeover takeover;
  private final AsyncRequests asyncRequests;
  private final Cancellations cancellations;
  private final SegmentSweep sweep;
  private final LostOutcomes lost;
  private final DispatchUpdates updates;

  /** Cancellations that wait until it is known who must be asked to drop what. */
  private final Deque<EarlyCancel> tooEarly = new ArrayDeque<>();

  /** How often the store was searched, for whatever. */
  private long searches;

  private record EarlyCancel(BatchCommand.Cancel wish, long asker) {}

  /**
   * The coordinator of a batch that has just been read, or to which nothing has happened yet. Must
   * hear {@link CoordinatorInput.Recovered} next.
   *
   * @param jitter the chance in retries
   * @param takesOver whether there may be leases of an earlier coordinator
   * @param pool the epoch of the pool that counts, as {@link #poolIs} takes it; 0 for none
   */
  public Coordinator(
      Batch batch,
      CoordinatorRules rules,
      RandomGenerator jitter,
      boolean takesOver,
      long pool,
      Now now) {
    this.batch = batch;
    this.dispatch = new TaskDispatch(batch, rules.lease(), now.wall(), now.steady());
    this.cancellations = new Cancellations(batch, dispatch);
    this.asyncRequests = new AsyncRequests(batch);
    this.sweep = new SegmentSweep(batch, () -> ++searches);
    this.updates = new DispatchUpdates(dispatch);
    this.offers = new OfferPublisher(batch, dispatch, rules, pool);
    this.takeover = new Takeover(takesOver);
    this.grants = new GrantHandler(batch, dispatch, offers, takeover);
    this.reports = new ReportCollector(batch, dispatch, jitter);
    this.lost = new LostOutcomes(batch, dispatch.lost(), reports, takeover, () -> ++searches);
  }

  /** Whose decisions these are. */
  public Batch batch() {
    return batch;
  }

  /** Who holds what; for reading. */
  public TaskDispatch dispatch() {
    return dispatch;
  }

  /**
   * Whether this coordinator needs ticks, or may be put away. Work that can run is offered, and
   * leases lapse, for as long as the batch has not ended; it goes on when failed tasks are retried.
   * When it has ended, what it leaves in the store is swept first.
   *
   * @param owes whether whoever drives it owes somebody an answer, or a row, about the batch
   */
  public Activity activity(boolean owes) {
    if (!batch.exists() || batch.retirement().hasCome()) {
      return Activity.EMPTY;
    }
    return batch.isFinished() && !owes && sweep.isOver() ? Activity.ENDED : Activity.ACTIVE;
  }

  /**
   * The epoch of the pool that counts, as far as is known: to be told before each {@link #handle}
   * where it has changed. All that there is is offered to a later one anew.
   */
  public void poolIs(long epoch) {
    offers.poolIs(epoch);
  }

  /** What follows from {@code news}. */
  public Transition handle(CoordinatorInput news, Now now) {
    if (batch.retirement().hasCome()) {
      return RetiredBatch.handle(batch.id(), news);
    }
    return switch (news) {
      case FromClient(var asker, ToCoordinator.Submit(var spec, var open, var inputs)) ->
          settle(batch.submit(spec, open, inputs, now.wall()), asker, now);
      case FromClient(var asker, ToCoordinator.Append(var job, var part, var key)) ->
          settle(batch.append(job, part, key, now.wall()), asker, now);
      case FromClient(var asker, ToCoordinator.Seal(var expected)) ->
          settle(batch.seal(expected, now.wall()), asker, now);
      case FromClient(var asker, ToCoordinator.Control(BatchCommand.Cancel cancel)) ->
          cancel(cancel, asker, now);
      case FromClient(var asker, ToCoordinator.Control(var command)) ->
          settle(decide(command, now), asker, now);
      case FromClient(var asker, ToCoordinator.Retire wish) ->
          RetiredBatch.decide(batch, wish, asker, now.wall());
      case FromPool(ToCoordinator.Grant wish) -> grants.grant(wish, now);
      case FromPool(ToCoordinator.TellOffer wish) -> grants.offer(wish, now);
      case FromPool(ToCoordinator.Rebalance wish) -> grants.rebalance(wish, now);
      case FromNode(var node, ToCoordinator.Report report) -> reports.gather(node, report);
      case FromNode(var node, ToCoordinator.Holding it) when !batch.exists() ->
          Transition.of(cancellations.dropAll(node, it));
      case FromNode(var node, ToCoordinator.Holding it) -> held(node, it, now);
      case FromNode(_, ToCoordinator.GaveBack back) -> gaveBack(back, now);
      case FromNode(var node, ToCoordinator.Dropped it) ->
          Transition.of(cancellations.quiet(node, it));
      case FromNode(var node, ToCoordinator.Blame death) -> blamed(node, death, now);
      case CoordinatorInput.CountReports _ -> reports.count(now);
      case CoordinatorInput.Derived derived -> {
        asyncRequests.derived(derived.part().job());
        var feed = derived.feed();
        yield decided(batch.derive(derived.part(), feed.from(), feed.end(), now.wall()), now);
      }
      case CoordinatorInput.NotDerived failed -> {
        asyncRequests.failed(failed.job(), now.steady());
        yield Transition.of(List.of());
      }
      case CoordinatorInput.SegmentsListed page when sweep.isCurrent(page.search()) ->
          sweep.listed(page, now.wall());
      case CoordinatorInput.SegmentsListed page -> follow(lost.listed(page), now);
      case CoordinatorInput.SegmentsRead read -> lostRead(read, now);
      case CoordinatorInput.SegmentsNotListed failed -> {
        sweep.failed(failed.search());
        lost.failed(failed.search());
        yield Transition.of(List.of());
      }
      case CoordinatorInput.OtherEnded other ->
          decided(batch.awaitedEnded(other.end(), now.wall()), now);
      case CoordinatorInput.NodeGone gone -> gone(gone.node(), now);
      case CoordinatorInput.Recovered _ -> recovered(now);
      case CoordinatorInput.NodesFound found -> ask(found.nodes(), now);
      case CoordinatorInput.HoldingsOver _ -> Transition.of(holdingsKnown(new ArrayList<>(), now));
      case CoordinatorInput.DropsOver _ -> Transition.of(cancellations.over());
      case CoordinatorInput.Follow _ when takeover.isOver() && !tooEarly.isEmpty() ->
          cancelLate(now);
      case CoordinatorInput.Follow _ -> follow(List.of(), now);
      case CoordinatorInput.Ticked _ -> batch.exists() ? ticked(now) : Transition.of(List.of());
    };
  }

  /** The events of {@code turn} are durable and applied: what is to be done now. */
  public List<CoordinatorEffect> written(Transition turn, Now now) {
    turn.events().forEach(event -> updates.happened(event, now));
    if (batch.retirement().hasCome()) {
      return turn.effects();
    }
    var effects = new ArrayList<>(cancellations.follow(turn.events()));
    effects.addAll(turn.effects());
    effects.addAll(AsyncRequests.adoptions(turn.events()));
    if (!automaticTransitions(now).isEmpty()) {
      effects.add(new TellSelf(new CoordinatorInput.Follow()));
    }
    return publish(effects, now);
  }

  // Wishes.

  private Transition settle(Decision decision, long asker, Now now) {
    return switch (decision) {
      case Accepted(var events) ->
          new Transition(events, List.of(new CoordinatorEffect.Answer(asker, false)));
      case AlreadyTrue _ ->
          Transition.of(
              publish(new ArrayList<>(List.of(new CoordinatorEffect.Answer(asker, true))), now));
      case Refused(var why) -> Transition.of(List.of(new CoordinatorEffect.Refuse(asker, why)));
    };
  }

  private Decision decide(BatchCommand command, Now now) {
    return batch.decide(command, dispatch::leased, now.wall());
  }

  /** Decided when it is known who holds what, and answered when nodes start nothing more of it. */
  private Transition cancel(BatchCommand.Cancel wish, long asker, Now now) {
    if (!takeover.isOver()) {
      tooEarly.add(new EarlyCancel(wish, asker));
      return Transition.of(List.of());
    }
    var decision = decide(wish, now);
    if (!(decision instanceof Refused)) {
      var events = decision instanceof Accepted(var written) ? written : List.<BatchEvent>of();
      var effects = new ArrayList<CoordinatorEffect>();
      if (cancellations.await(wish, events, asker, effects)) {
        return new Transition(events, effects);
      }
    }
    return settle(decision, asker, now);
  }

  private Transition cancelLate(Now now) {
    var early = tooEarly.remove();
    var turn = cancel(early.wish(), early.asker(), now);
    var effects = new ArrayList<>(turn.effects());
    effects.add(new TellSelf(new CoordinatorInput.Follow()));
    return new Transition(turn.events(), effects);
  }

  // Nodes.

  private Transition gaveBack(ToCoordinator.GaveBack back, Now now) {
    if (!batch.exists()) {
      return Transition.of(List.of());
    }
    dispatch.gaveBack(back.lease(), back.job(), back.tasks());
    return follow(List.of(), now);
  }

  /** Answered also where it changes nothing: what is blamed may have ended meanwhile. */
  private Transition blamed(String node, ToCoordinator.Blame death, Now now) {
    List<CoordinatorEffect> answer =
        List.of(new SendToNode(node, new Blamed(batch.id().value(), death.job())));
    return batch.exists()
        ? decided(
            batch.blame(
                death.job(),
                death.running(),
                death.alone(),
                death.died(),
                death.evidence(),
                now.wall()),
            answer,
            now)
        : Transition.of(answer);
  }

  private Transition held(String node, ToCoordinator.Holding holding, Now now) {
    var effects = new ArrayList<CoordinatorEffect>();
    for (var lease : holding.part().leases()) {
      dispatch.held(
          node, lease.number(), lease.job(), lease.tasks(), lease.unstarted(), now.steady());
      if (dispatch.nodes().contains(node)) {
        dispatch.started(lease.job(), now.wall());
      }
    }
    cancellations.held(node, holding, effects);
    for (int job = 0; job < batch.jobs().size(); job++) {
      if (batch.jobs().get(job).cancelReason() != null) {
        dispatch.releaseUnnamed(node, job, holding.part());
      }
    }
    dispatch.heard(node);
    if (holding.asked() != null && takeover.heard(holding.asked(), holding.part())) {
      holdingsKnown(effects, now);
    }
    return follow(effects, now);
  }

  private Transition gone(String node, Now now) {
    int tasks = dispatch.lost().lose(Set.of(node), now.steady());
    var effects = new ArrayList<>(cancellations.gone(node));
    if (tasks > 0) {
      effects.add(new CoordinatorEffect.LeasesLost(node, tasks));
    }
    return follow(effects, now);
  }

  private Transition lostRead(CoordinatorInput.SegmentsRead read, Now now) {
    var effects = new ArrayList<CoordinatorEffect>();
    var counted = lost.read(read, effects, now);
    return counted.isPresent()
        ? new Transition(List.of(counted.get()), effects)
        : follow(effects, now);
  }

  // Waking.

  private Transition recovered(Now now) {
    if (takeover.isOver()) {
      return Transition.of(publish(new ArrayList<>(), now)); // nothing to take over
    }
    var first = asyncRequests.first();
    return switch (batch.awake(now.wall())) {
      case Accepted(var events) -> new Transition(events, first);
      case AlreadyTrue _, Refused _ -> Transition.of(first);
    };
  }

  private Transition ask(Set<String> nodes, Now now) {
    var effects = new ArrayList<CoordinatorEffect>();
    if (takeover.isAsking()) {
      takeover.awaits(nodes);
      long earlierUpTo = batch.incarnation() << 32;
      for (var node : new TreeSet<>(nodes)) {
        var question = new WhatDoYouHold(batch.id().value(), earlierUpTo, node);
        effects.add(new SendToNode(node, question));
      }
      if (nodes.isEmpty()) {
        holdingsKnown(effects, now);
      }
    }
    return Transition.of(effects);
  }

  /** What no node has claimed is free, as soon as it is known what of it has ended. */
  private List<CoordinatorEffect> holdingsKnown(List<CoordinatorEffect> effects, Now now) {
    takeover.known(lost.isNeededFor(dispatch));
    effects.add(new CoordinatorEffect.HoldingsKnown());
    if (!tooEarly.isEmpty()) {
      effects.add(new TellSelf(new CoordinatorInput.Follow()));
    }
    return publish(effects, now);
  }

  /** What nobody waits for an answer to. */
  private Transition decided(Decision decision, Now now) {
    return decided(decision, List.of(), now);
  }

  private Transition decided(Decision decision, List<CoordinatorEffect> effects, Now now) {
    return decision instanceof Accepted(var events)
        ? new Transition(events, effects)
        : follow(effects, now);
  }

  // Time.

  private Transition ticked(Now now) {
    dispatch.releaseDue(now.steady());
    var effects = new ArrayList<CoordinatorEffect>();
    int tasks = dispatch.lost().lose(Set.of(), now.steady());
    if (tasks > 0) {
      effects.add(new CoordinatorEffect.LeasesLost("", tasks));
    }
    lost.ticked(effects, now);
    return follow(effects, now);
  }

  private List<BatchEvent> automaticTransitions(Now now) {
    return batch.automaticTransitions(dispatch::leased, now.wall());
  }

  private Transition follow(List<CoordinatorEffect> effects, Now now) {
    var events = automaticTransitions(now);
    return events.isEmpty()
        ? Transition.of(publish(new ArrayList<>(effects), now))
        : new Transition(events, effects);
  }

  /** Adds what the pools must know by now, and when to look again. */
  private List<CoordinatorEffect> publish(List<CoordinatorEffect> effects, Now now) {
    lost.send(effects, now);
    if (takeover.isOver()) { // before, what is leased is not known, and nothing is granted
      offers.tell(effects, now);
    }
    asyncRequests.send(effects, now.steady());
    sweep.send(effects);
    Stream.concat(
            dispatch.nextDue().map(now::untilSteady).stream(),
            batch.nextTimer().map(now::untilWall).stream())
        .min(Comparator.naturalOrder())
        .ifPresent(wait -> effects.add(new CoordinatorEffect.LookAgainIn(wait)));
    return effects;
  }
}
