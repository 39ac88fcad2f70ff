package io.gristworks.core.coordinator;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.BatchEvent.JobOutcomes;
import io.gristworks.core.batch.ControlEvent;
import io.gristworks.core.batch.Decision;
import io.gristworks.core.batch.Decision.Accepted;
import io.gristworks.core.batch.Decision.AlreadyTrue;
import io.gristworks.core.batch.Decision.Refused;
import io.gristworks.core.coordinator.CoordinatorNews.CancelWanted;
import io.gristworks.core.coordinator.CoordinatorNews.Commanded;
import io.gristworks.core.coordinator.CoordinatorNews.Held;
import io.gristworks.core.lease.Dispatch;
import io.gristworks.core.message.LeaseHolding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.roaringbitmap.RoaringBitmap;

/**
 * The coordinator of one batch, without an actor: takes news and the time, gives events and
 * effects.
 *
 * <p>The one who drives it calls {@link #hear}; where the turn has events, makes them durable,
 * applies them to the batch, calls {@link #written}, and carries out the effects that this gives;
 * and hands it no other news before. If events could not be made durable, or that is not known,
 * this coordinator is done for: the batch is read again, and another one made.
 *
 * <p>Threads: one at a time.
 */
public final class Coordinator {
  private final Batch batch;
  private final Dispatch dispatch;
  private final Offers offers;
  private final GrantDesk grants;
  private final ReportDesk reports;
  private final Takeover takeover;
  private final Errands errands;
  private final Cancellations cancellations;
  private final SegmentSweep sweep;

  /** Cancellations that wait until it is known who must be asked to drop what. */
  private final Deque<Commanded> tooEarly = new ArrayDeque<>();

  /**
   * The coordinator of a batch that has just been read, or to which nothing has happened yet. Must
   * hear {@link CoordinatorNews.Recovered} next.
   *
   * @param jitter the chance in retries
   * @param takesOver whether there may be leases of an earlier coordinator
   */
  public Coordinator(
      Batch batch, CoordinatorRules rules, RandomGenerator jitter, boolean takesOver, Now now) {
    this.batch = batch;
    this.dispatch = new Dispatch(batch, rules.lease(), now.wall(), now.steady());
    this.cancellations = new Cancellations(batch, dispatch);
    this.errands = new Errands(batch);
    this.sweep = new SegmentSweep(batch);
    this.offers = new Offers(batch, dispatch, rules);
    this.takeover = new Takeover(takesOver);
    this.grants = new GrantDesk(batch, dispatch, offers, takeover);
    this.reports = new ReportDesk(batch, dispatch, jitter);
  }

  /** Whose decisions these are. */
  public Batch batch() {
    return batch;
  }

  /** Who holds what; for reading. */
  public Dispatch dispatch() {
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
   * The epoch of the pool that counts, as far as is known: to be told before each {@link #hear}
   * where it has changed. All that there is is offered to a later one anew.
   */
  public void poolIs(long epoch) {
    offers.poolIs(epoch);
  }

  /** What follows from {@code news}. */
  public Turn hear(CoordinatorNews news, Now now) {
    if (batch.retirement().hasCome()) {
      return Retired.hear(batch.id(), news);
    }
    return switch (news) {
      case CoordinatorNews.Submitted wish ->
          settle(
              batch.submit(wish.spec(), wish.open(), wish.inputs(), now.wall()), wish.asker(), now);
      case CoordinatorNews.Appended wish ->
          settle(batch.append(wish.job(), wish.part(), wish.key(), now.wall()), wish.asker(), now);
      case CoordinatorNews.Sealed wish ->
          settle(batch.seal(wish.expected(), now.wall()), wish.asker(), now);
      case CancelWanted(var job, var reason, var asker) ->
          hear(new Commanded(new BatchCommand.Cancel(job, reason, null), asker), now);
      case Commanded wish
          when wish.command() instanceof BatchCommand.Cancel && !takeover.isOver() -> {
        tooEarly.add(wish);
        yield Turn.of(List.of());
      }
      case Commanded wish -> command(wish, now);
      case CoordinatorNews.RetireWanted wish -> Retired.decide(batch, wish, now.wall());
      case CoordinatorNews.GrantWanted wish -> grants.grant(wish, now);
      case CoordinatorNews.OfferWanted wish -> grants.offer(wish, now);
      case CoordinatorNews.RebalanceWanted wish -> grants.rebalance(wish, now);
      case CoordinatorNews.Reported report -> reports.gather(report);
      case CoordinatorNews.CountReports _ -> reports.count(now);
      case Held held -> batch.exists() ? held(held, now) : Turn.of(dropAll(held));
      case CoordinatorNews.GaveBack back -> {
        if (!batch.exists()) {
          yield Turn.of(List.of());
        }
        dispatch.gaveBack(back.lease(), back.job(), back.tasks());
        yield follow(List.of(), now);
      }
      case CoordinatorNews.Dropped dropped ->
          Turn.of(cancellations.quiet(dropped.node(), dropped.jobs()));
      case CoordinatorNews.NodeDied death ->
          decided(
              batch.blame(
                  death.job(),
                  death.running(),
                  death.alone(),
                  death.node(),
                  death.evidence(),
                  now.wall()),
              now);
      case CoordinatorNews.Derived derived -> {
        errands.derived(derived.part().job());
        var feed = derived.feed();
        yield decided(batch.derive(derived.part(), feed.from(), feed.end(), now.wall()), now);
      }
      case CoordinatorNews.NotDerived failed -> {
        errands.failed(failed.job(), now.steady());
        yield Turn.of(List.of());
      }
      case CoordinatorNews.SegmentsListed page -> sweep.listed(page, now.wall());
      case CoordinatorNews.SegmentsNotListed failed -> {
        sweep.failed(failed.sweep());
        yield Turn.of(List.of());
      }
      case CoordinatorNews.OtherEnded other ->
          decided(batch.awaitedEnded(other.end(), now.wall()), now);
      case CoordinatorNews.NodeGone gone -> gone(gone.node(), now);
      case CoordinatorNews.Recovered _ -> recovered(now);
      case CoordinatorNews.NodesFound found -> ask(found.nodes(), now);
      case CoordinatorNews.HoldingsOver _ -> Turn.of(holdingsKnown(new ArrayList<>(), now));
      case CoordinatorNews.DropsOver _ -> Turn.of(cancellations.over());
      case CoordinatorNews.Follow _ when takeover.isOver() && !tooEarly.isEmpty() ->
          cancelLate(now);
      case CoordinatorNews.Follow _ -> follow(List.of(), now);
      case CoordinatorNews.Ticked _ -> batch.exists() ? ticked(now) : Turn.of(List.of());
    };
  }

  /** The events of {@code turn} are durable and applied: what is to be done now. */
  public List<CoordinatorEffect> written(Turn turn, Now now) {
    turn.events().forEach(event -> happened(event, now));
    if (batch.retirement().hasCome()) {
      return turn.effects();
    }
    var effects = new ArrayList<>(cancellations.follow(turn.events()));
    effects.addAll(turn.effects());
    if (!consequences(now).isEmpty()) {
      effects.add(new CoordinatorEffect.FollowSoon());
    }
    return publish(effects, now);
  }

  /** Carries an event to what is volatile. */
  private void happened(BatchEvent event, Now now) {
    switch (event) {
      case BatchEvent.BatchSubmitted _,
          BatchEvent.TasksAppended _,
          BatchEvent.JobAdded _,
          BatchEvent.TasksDerived _ ->
          dispatch.takeNewTasks();
      case BatchEvent.CoordinatorAwoke _ -> dispatch.awake();
      case BatchEvent.OutcomesAccepted accepted ->
          accepted.outcomes().forEach(each -> settled(each, accepted.at(), now.steady()));
      case BatchEvent.TasksCancelled cancelled ->
          dispatch.cancelled(cancelled.job(), cancelled.tasks());
      case BatchEvent.TasksQuarantined given -> dispatch.cancelled(given.job(), given.tasks());
      case BatchEvent.FailedRetried again -> dispatch.revived(again.job(), again.tasks());
      case BatchEvent.CanaryEnded ended -> dispatch.revived(ended.job(), ended.released());
      case CancelRequested _,
          BatchEvent.BatchSealed _,
          BatchEvent.SuspectsNamed _,
          ControlEvent _ -> {}
    }
  }

  private void settled(JobOutcomes outcomes, Instant at, Instant steady) {
    var told = RoaringBitmap.or(outcomes.succeeded().bits(), outcomes.failed().bits());
    outcomes.retries().forEach(retry -> told.add(retry.task()));
    var retries =
        outcomes.retries().stream()
            .map(retry -> retry.dueAt(steady.plus(Duration.between(at, retry.due()))))
            .toList();
    dispatch.settled(outcomes.job(), told, retries, outcomes.busyMicros());
  }

  // Wishes.

  private Turn settle(Decision decision, long asker, Now now) {
    return switch (decision) {
      case Accepted(var events) ->
          new Turn(events, List.of(new CoordinatorEffect.Answer(asker, false)));
      case AlreadyTrue _ ->
          Turn.of(
              publish(new ArrayList<>(List.of(new CoordinatorEffect.Answer(asker, true))), now));
      case Refused(var why) -> Turn.of(List.of(new CoordinatorEffect.Refuse(asker, why)));
    };
  }

  /** A cancellation is answered when nodes start nothing more of it; all else at once. */
  private Turn command(Commanded wish, Now now) {
    var decision = batch.decide(wish.command(), dispatch::leased, now.wall());
    if (wish.command() instanceof BatchCommand.Cancel cancel && !(decision instanceof Refused)) {
      var events = decision instanceof Accepted(var written) ? written : List.<BatchEvent>of();
      var effects = new ArrayList<CoordinatorEffect>();
      if (cancellations.await(cancel, events, wish.asker(), effects)) {
        return new Turn(events, effects);
      }
    }
    return settle(decision, wish.asker(), now);
  }

  private Turn cancelLate(Now now) {
    var turn = command(tooEarly.remove(), now);
    var effects = new ArrayList<>(turn.effects());
    effects.add(new CoordinatorEffect.FollowSoon());
    return new Turn(turn.events(), effects);
  }

  // Nodes.

  private Turn held(Held holding, Now now) {
    var effects = new ArrayList<CoordinatorEffect>();
    var named = new HashSet<Long>();
    for (var lease : holding.leases()) {
      named.add(lease.number());
      dispatch.held(
          holding.node(),
          lease.number(),
          lease.job(),
          lease.tasks(),
          lease.unstarted(),
          now.steady());
      if (dispatch.nodes().contains(holding.node())) {
        dispatch.started(lease.job(), now.wall());
      }
    }
    cancellations.held(holding, effects);
    for (int job = 0; job < batch.jobs().size(); job++) {
      if (isEnding(job)) {
        dispatch.releaseUnnamed(holding.node(), job, named);
      }
    }
    dispatch.heard(holding.node());
    if (holding.asked() != null && takeover.heard(holding.asked())) {
      holdingsKnown(effects, now);
    }
    return follow(effects, now);
  }

  private static List<CoordinatorEffect> dropAll(Held holding) {
    var jobs = holding.leases().stream().map(LeaseHolding::job).distinct().toList();
    return jobs.isEmpty()
        ? List.of()
        : List.of(new CoordinatorEffect.Drop(holding.node(), jobs, true));
  }

  private boolean isEnding(int job) {
    return batch.jobs().get(job).cancelReason() != null;
  }

  private Turn gone(String node, Now now) {
    int returned = dispatch.lapse(Set.of(node), now.steady());
    var effects = new ArrayList<>(cancellations.gone(node));
    if (returned > 0) {
      effects.add(new CoordinatorEffect.TasksCameBack(node, returned));
    }
    return follow(effects, now);
  }

  // Waking.

  private Turn recovered(Now now) {
    if (takeover.isOver()) {
      return Turn.of(publish(new ArrayList<>(), now)); // nothing to take over
    }
    var find = new CoordinatorEffect.FindNodes();
    return switch (batch.awake(now.wall())) {
      case Accepted(var events) -> new Turn(events, List.of(find));
      case AlreadyTrue _, Refused _ -> Turn.of(List.of(find));
    };
  }

  private Turn ask(Set<String> nodes, Now now) {
    var effects = new ArrayList<CoordinatorEffect>();
    if (!takeover.isOver()) {
      takeover.awaits(nodes);
      long earlierUpTo = batch.incarnation() << 32;
      nodes.stream()
          .sorted()
          .forEach(node -> effects.add(new CoordinatorEffect.AskHoldings(node, earlierUpTo)));
      if (nodes.isEmpty()) {
        holdingsKnown(effects, now);
      }
    }
    return Turn.of(effects);
  }

  /** From now on leases are granted; what no node has claimed is free. */
  private List<CoordinatorEffect> holdingsKnown(List<CoordinatorEffect> effects, Now now) {
    takeover.end();
    effects.add(new CoordinatorEffect.HoldingsKnown());
    if (!tooEarly.isEmpty()) {
      effects.add(new CoordinatorEffect.FollowSoon());
    }
    return publish(effects, now);
  }

  /** What nobody waits for an answer to. */
  private Turn decided(Decision decision, Now now) {
    return decision instanceof Accepted(var events)
        ? new Turn(events, List.of())
        : follow(List.of(), now);
  }

  // Time.

  private Turn ticked(Now now) {
    dispatch.releaseDue(now.steady());
    int lapsed = dispatch.lapse(Set.of(), now.steady());
    return follow(
        lapsed > 0 ? List.of(new CoordinatorEffect.TasksCameBack("", lapsed)) : List.of(), now);
  }

  private List<BatchEvent> consequences(Now now) {
    return batch.consequences(dispatch::leased, now.wall());
  }

  private Turn follow(List<CoordinatorEffect> effects, Now now) {
    var events = consequences(now);
    return events.isEmpty()
        ? Turn.of(publish(new ArrayList<>(effects), now))
        : new Turn(events, effects);
  }

  /** Adds what the pools must know by now, and when to look again. */
  private List<CoordinatorEffect> publish(List<CoordinatorEffect> effects, Now now) {
    if (takeover.isOver()) { // before, what is leased is not known, and nothing is granted
      offers.tell(effects, now);
    }
    errands.send(effects, now.steady());
    sweep.send(effects);
    Stream.concat(
            dispatch.nextDue().map(now::untilSteady).stream(),
            batch.nextTimer().map(now::untilWall).stream())
        .min(Comparator.naturalOrder())
        .ifPresent(wait -> effects.add(new CoordinatorEffect.LookAgainIn(wait)));
    return effects;
  }
}
