package io.gristworks.core.pool;

import io.gristworks.core.pool.Asks.Kind;
import io.gristworks.core.rule.QueueRules;
import io.gristworks.core.share.Claim;
import io.gristworks.core.view.QueueStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the runnable work of one queue and the idle nodes meet: hears news, and says what to do.
 *
 * <p>Fair: see {@link Turns}. Soft: it knows only what it was told lately, and may forget all. A
 * queue's nodes should all be able to run its operations; where they are not, the shares hold for
 * the queue as a whole and a tenant may wait up to a minute of service for others to catch up.
 *
 * <p>Cost of one decision, for J jobs, T tenants, N nodes, L lanes (operations with work): a few
 * sorted-set moves of O(log J + log T + L·log N), a handful of small objects. Guessed 1 to 3 µs;
 * measured 3 to 5 µs a piece of news, and 5 to 8 µs a lease with its demand, grant and answer, for
 * 5,000 jobs of 200 tenants in 6 lanes on 1,000 nodes (Temurin 25.0.3, two busy cores). Status
 * costs O(J log J), a tick what has lapsed.
 *
 * <p>Threads: one at a time. Time is in nanoseconds from any origin and never runs backwards.
 */
public final class Pool {
  private static final double LEASE_SECONDS_MIN = 1e-3;

  private final PoolSettings settings;
  private final Gates gates;
  private final Turns turns;
  private final Places places;
  private final Workforce workforce;
  private final Asks asks;
  private final Calls calls;
  private final Drain drain;

  private List<PoolEffect> effects = new ArrayList<>();
  private long busyAt;
  private boolean ticked;

  /**
   * An empty pool.
   *
   * @param firstGrant the number of the first grant; above those of the queue's pool before this
   *     one, so that answers to that one are not mistaken for answers to this
   */
  public Pool(PoolSettings settings, long firstGrant, long now) {
    this(settings, firstGrant, null, now);
  }

  /**
   * An empty pool of a cluster where others may work under the same limits of tenants and
   * operations: it acts within the parts it is allotted, and says what it needs.
   *
   * @param queue its name
   * @param firstGrant likewise; tells the queue's pools apart
   */
  public static Pool sharing(String queue, PoolSettings settings, long firstGrant, long now) {
    long settledAt = now + settings.settle().toNanos();
    return new Pool(settings, firstGrant, new Shares(queue, firstGrant, settledAt, now), now);
  }

  private Pool(PoolSettings settings, long firstGrant, @Nullable Shares shares, long now) {
    this.settings = settings;
    var rules = QueueRules.ofWeights(settings.tenantWeights());
    this.gates = new Gates(rules, now + settings.settle().toNanos(), shares, now);
    this.turns = new Turns(settings, gates);
    this.places = new Places(turns);
    this.workforce = new Workforce(turns);
    this.asks = new Asks(firstGrant);
    this.calls = new Calls(settings, turns, workforce);
    this.drain = new Drain(now);
    this.busyAt = now;
  }

  /** Takes the news in, and returns what is to be done, in this order. */
  public List<PoolEffect> hear(PoolNews news, long now) {
    effects = new ArrayList<>();
    switch (news) {
      case PoolNews.Offered(var offer) -> offered(offer, now);
      case PoolNews.Demanded(var demand) -> workforce.hear(demand, now);
      case PoolNews.Settled settled -> settled(settled, now);
      case PoolNews.NodeJoined(var node) -> workforce.join(node);
      case PoolNews.NodeGone(var node) -> workforce.leave(node);
      case PoolNews.RulesChanged(var rules) -> rules(rules, now);
      case PoolNews.Allotted(var allotment) -> turns.hear(allotment, now);
      case PoolNews.Ticked _ -> ticked(now);
    }
    ticked = news instanceof PoolNews.Ticked;
    match(now);
    move(now);
    var called = calls.due(now);
    if (!called.isEmpty()) {
      effects.add(new PoolEffect.CallNodes(called));
    }
    places.sayForgotten(effects);
    return effects;
  }

  /**
   * What is to be said now to the divider of limits; to be asked after each piece of news. Nothing
   * where none is divided.
   */
  public Optional<Claim> claim(long now) {
    return gates.claim(ticked, now);
  }

  /** How the queue stands. */
  public QueueStatus status(String queue, long now) {
    return new Standing(gates, workforce, drain, settings.staffing()).of(queue, turns.jobs(), now);
  }

  /** How long there has been nothing to do and nobody to do it, in nanoseconds. */
  public long idleNanos(long now) {
    return now - busyAt;
  }

  /** The free credits of a node, for tests. */
  int credits(String node) {
    var known = workforce.node(node);
    return known == null ? 0 : known.free();
  }

  /** What a job offers, for tests. */
  JobOffer offerOf(JobKey job) {
    return Objects.requireNonNull(turns.job(job), () -> "unknown job " + job).offer;
  }

  private void offered(JobOffer offer, long now) {
    busyAt = now;
    var job = turns.job(offer.job());
    if (job == null) {
      if (offer.isEmpty()) {
        places.forget(offer.job());
        return;
      }
      job = turns.admit(offer, lane(offer.lane(), now), now);
    }
    turns.lift(job);
    if (offer.hold().isNewerThan(job.offer.hold())) {
      turns.hear(job, offer, now);
      turns.heardFrom(job, now);
    } // else it may come from a coordinator that lives beside a later one: if that one is silent,
    // the job is forgotten, and met again
    places.putBack(job, now);
  }

  private void rules(QueueRules rules, long now) {
    turns.follow(rules, now);
  }

  private Lane lane(Lane.Kind kind, long now) {
    var lane = turns.lane(kind);
    if (lane == null) {
      lane = turns.openLane(kind, now);
      workforce.fill(lane);
    }
    return lane;
  }

  private void match(long now) {
    for (var job = turns.next(now); job != null; job = turns.next(now)) {
      boolean cpuBound = job.lane.kind.cpuBound();
      var node = job.lane.nodes.first();
      int workers = workforce.workers(cpuBound);
      int most = job.mostTasks(workers, now);
      double seconds = job.expectedLeaseSeconds(workers, most);
      var ask = asks.open(Kind.GRANT, job, node, seconds, now);
      workforce.reserve(node, ask, now);
      turns.lift(job);
      turns.serve(job, seconds);
      job.promise(ask.number(), job.promised(most));
      job.grants++;
      places.place(job, now);
      effects.add(new PoolEffect.AskGrant(job.key, ask.number(), node.name, workers, most));
    }
  }

  /** Where workers are idle and nothing is pending: lets unstarted work come to them. */
  private void move(long now) {
    if (gates.rules().stopped()) {
      return;
    }
    for (var lane : turns.lanes()) {
      if (lane.movable.isEmpty() || lane.nodes.isEmpty()) {
        continue;
      }
      for (var node : List.copyOf(lane.nodes)) {
        if (lane.movable.isEmpty()) {
          break;
        }
        if (!node.moving && node.movePause.isOver(now) && node.wouldBegin(lane.kind)) {
          move(lane.movable.first(), node, now);
        }
      }
    }
  }

  private void move(Job job, Node node, long now) {
    // Not charged: the tenant has paid for these tasks when they were first handed out.
    var ask = asks.open(Kind.MOVE, job, node, 0, now);
    workforce.reserve(node, ask, now);
    node.moving = true;
    turns.lift(job);
    job.moves++;
    places.place(job, now);
    int workers = workforce.workers(job.lane.kind.cpuBound());
    effects.add(new PoolEffect.AskRebalance(job.key, ask.number(), node.name, workers));
  }

  private void settled(PoolNews.Settled settled, long now) {
    busyAt = now;
    drain.handedOut(settled.tasks(), cost(settled), now);
    var job = turns.job(settled.offer().job());
    // Where the answer is passed over for what a later coordinator has said, that still stands.
    var stands =
        job == null || settled.offer().hold().isNewerThan(job.offer.hold())
            ? settled.offer()
            : job.offer;
    boolean pending = stands.pending() > 0;
    if (job != null) {
      job.settled(settled.grant(), settled.tasks(), now);
    }
    var ask = asks.close(settled.grant(), settled.offer().job());
    ask.ifPresent(open -> end(open, settled.tasks() > 0, pending, cost(settled), now));
    offered(settled.offer(), now);
    job = turns.job(settled.offer().job());
    if (ask.isEmpty() && job != null && settled.tasks() > 0) {
      // Too late for the credit, which was used again; but the work was had.
      turns.lift(job);
      turns.charge(job, job.tenant, job.offer.weight(), cost(settled));
      places.putBack(job, now);
    }
  }

  /** What a lease costs: at least the trouble with it, so that no-ops have a price, too. */
  private static double cost(PoolNews.Settled settled) {
    double seconds =
        settled.seconds() > 0
            ? settled.seconds()
            : settled.tasks() * settled.offer().taskSeconds(); // also for NaN
    return Math.max(seconds, LEASE_SECONDS_MIN);
  }

  /**
   * Ends a grant or rebalance.
   *
   * @param leased whether a lease came of it
   * @param pending whether work is pending all the same
   */
  private void end(Asks.Ask ask, boolean leased, boolean pending, double seconds, long now) {
    var job = ask.job();
    release(ask, leased, now);
    turns.lift(job);
    switch (ask.kind()) {
      case MOVE -> {
        job.moves--;
        settle(job, job.movePause, leased, true, now);
      }
      case GRANT -> {
        job.grants--;
        turns.charge(job, ask.tenant(), ask.weight(), (leased ? seconds : 0) - ask.seconds());
        job.waitingSince = leased ? now : job.waitingSince;
        settle(job, job.grantPause, leased, pending, now);
      }
      case HOLD -> job.holdAsked = false;
    }
    places.putBack(job, now);
  }

  private void release(Asks.Ask ask, boolean leased, long now) {
    var node = ask.node();
    if (node == null || !workforce.knows(node)) {
      return;
    }
    boolean move = ask.kind() == Kind.MOVE;
    node.moving &= !move;
    if (move && leased) {
      long pause = settings.backoffMin().toNanos();
      node.movePause.lengthen(now, pause, pause);
    }
    workforce.release(node, ask, leased, now);
  }

  /** Leaves a job alone for a while that answers again and again that it has nothing. */
  private void settle(Job job, Pause pause, boolean leased, boolean tooSoon, long now) {
    if (leased) {
      pause.clear();
    } else if (tooSoon && pause.isOver(now)) {
      long end =
          pause.lengthen(now, settings.backoffMin().toNanos(), settings.backoffMax().toNanos());
      places.wakeAt(end, job);
    }
  }

  private void ticked(long now) {
    for (var ask : asks.closeLapsed(now - settings.grantTimeout().toNanos())) {
      end(ask, false, true, 0, now);
      doubt(ask.job(), now);
    }
    silent(now);
    places.wake(now);
    turns.wake(now);
    match(now);
    for (var node : workforce.dismissIdleSince(now - settings.linger().toNanos(), now)) {
      effects.add(new PoolEffect.NoWork(node.name, node.sequence));
    }
    turns.tidy();
    if (!turns.jobs().isEmpty() || workforce.hasIdle() || !asks.isEmpty()) {
      busyAt = now;
    }
  }

  /** A grant may have been lost, or carried out: its coordinator knows, if anybody does. */
  private void doubt(Job job, long now) {
    if (turns.job(job.key) != job || !job.hasPromises() || job.holdAsked) {
      return;
    }
    if (job.offer.hold().isNumbered()) {
      job.holdAsked = true;
      long number = asks.open(Kind.HOLD, job, null, 0, now).number();
      effects.add(new PoolEffect.AskOffer(job.key, number));
    } else {
      giveUp(job, job.offer, now);
    }
  }

  /** What a silent coordinator offers is void; much later what it has leased is, too. */
  private void silent(long now) {
    long lapsed = now - settings.leaseLapse().toNanos();
    for (var job : turns.silentSince(now - settings.offerLapse().toNanos())) {
      if (job.heardAt - lapsed <= 0) {
        giveUp(job, job.offer.unheard(), now);
      } else if (job.offer.pending() > 0 || job.offer.stealable() > 0 || job.isDone()) {
        turns.lift(job);
        turns.hear(job, job.offer.withdrawn(), now);
        places.putBack(job, now);
      }
    }
  }

  private void giveUp(Job job, JobOffer left, long now) {
    turns.lift(job);
    job.giveUpPromises(now);
    turns.hear(job, left, now);
    places.putBack(job, now);
  }
}
