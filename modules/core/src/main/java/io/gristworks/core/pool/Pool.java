package io.gristworks.core.pool;

import io.gristworks.core.message.JobKey;
import io.gristworks.core.message.JobOffer;
import io.gristworks.core.message.ToCoordinator.TellOffer;
import io.gristworks.core.message.ToNode.NoWork;
import io.gristworks.core.message.ToNode.WorkWaiting;
import io.gristworks.core.message.ToPool.Demand;
import io.gristworks.core.message.ToPool.GrantSettled;
import io.gristworks.core.message.ToPool.HoldingsTold;
import io.gristworks.core.message.ToPool.Offer;
import io.gristworks.core.pool.Asks.Kind;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.core.view.QueueStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the runnable work of all queues and the idle nodes of the cluster meet: hears news, and
 * says what to do.
 *
 * <p>Fair: see {@link FairQueue}. Soft: it knows only what it was told lately, and may forget all.
 * The nodes should all be able to run all operations; where they are not, the shares hold for the
 * cluster as a whole and a queue or tenant may wait up to a minute of service for others to catch
 * up.
 *
 * <p>Limits are exact, also when another pool takes over. A pool lets nothing pass a limit before
 * every worker node has told it what it holds (or is gone, or what it held must have lapsed); from
 * then on a node takes no lease of an earlier pool. So what is out is what nodes told, and what
 * this pool has let pass since. Of a job whose coordinator has made an offer to this pool, what the
 * coordinator says counts instead: it knows of every lease of the job, and from then on answers no
 * grant of an earlier pool either. Buckets are empty when the counting ends. Work without limits
 * does not wait for any of that.
 *
 * <p>Cost of one decision, for J jobs, T tenants in Q queues, N nodes, C classes (operations with
 * work): a few sorted-set moves of O(log J + log T + log Q + C·log N), a handful of small objects.
 * Status costs O(J log J), a tick what has lapsed.
 *
 * <p>Threads: one at a time. Time is in nanoseconds from any origin and never runs backwards.
 */
public final class Pool {
  private static final double LEASE_SECONDS_MIN = 1e-3;

  private final PoolSettings settings;
  private final long epoch;
  private final long bornAt;
  private final Limits limits;
  private final FairQueue queue;
  private final Placement placement;
  private final NodeCredits nodes;
  private final Asks asks;
  private final Matcher matcher;
  private final WorkNotifier notifier;
  private final QueueReport report;
  private final Holdings holdings = new Holdings();

  /** The jobs that are known only by what nodes hold of them. */
  private final Set<JobKey> heldOnly = new HashSet<>();

  private List<PoolEffect> effects = new ArrayList<>();

  /**
   * A pool that has heard of no work.
   *
   * @param epoch see {@link PoolEpoch}
   * @param members the worker nodes that may hold leases of earlier pools
   */
  public Pool(PoolSettings settings, long epoch, Collection<String> members, long now) {
    this.settings = settings;
    this.epoch = epoch;
    this.bornAt = now;
    this.limits = new Limits(ClusterRules.NONE);
    this.queue = new FairQueue(settings, limits);
    this.placement = new Placement(queue);
    this.nodes = new NodeCredits(queue);
    this.asks = new Asks(PoolEpoch.firstGrant(epoch));
    this.matcher = new Matcher(queue, placement, nodes, asks);
    this.notifier = new WorkNotifier(settings, queue, nodes);
    this.report = new QueueReport(settings, limits, nodes, now);
    members.forEach(this::joined);
    countIfKnown(now);
  }

  /** Takes the news in, and returns what is to be done, in this order. */
  public List<PoolEffect> handle(PoolInput news, long now) {
    effects = new ArrayList<>();
    switch (news) {
      case PoolInput.FromCoordinator(var message) when !isMeant(message.offer()) -> {}
      case PoolInput.FromCoordinator(Offer(var offer)) -> offered(offer, now);
      case PoolInput.FromCoordinator(GrantSettled settled) -> settled(settled, now);
      case PoolInput.FromNode(var node, Demand demand) -> nodes.handle(node, demand, now);
      case PoolInput.FromNode(var node, HoldingsTold(var to, var held)) -> {
        if (to == epoch) {
          holdings.told(node, held).forEach(job -> held(job, now));
          countIfKnown(now);
        }
      }
      case PoolInput.NodeJoined(var node) -> joined(node);
      case PoolInput.NodeGone(var node) -> nodes.leave(node);
      case PoolInput.NodeEnded(var node) -> {
        nodes.leave(node);
        holdings.gone(node).forEach(job -> held(job, now));
        countIfKnown(now);
      }
      case PoolInput.RulesChanged(var rules) -> queue.follow(rules, now);
      case PoolInput.Ticked _ -> ticked(now);
    }
    matcher.match(effects, now);
    matcher.move(effects, now);
    for (var node : notifier.due(now)) {
      effects.add(new PoolEffect.SendToNode(node, new WorkWaiting(epoch)));
    }
    placement.sayForgotten(effects);
    return effects;
  }

  /** Its epoch. */
  public long epoch() {
    return epoch;
  }

  /**
   * Whether nodes shall tell what they hold, and tell it again each second: it is not known yet
   * what is out, or of some job by their word alone.
   */
  public boolean counts() {
    return !limits.isCounted() || !heldOnly.isEmpty();
  }

  /** How the queues stand that have work, or had some a short while ago, by name. */
  public List<QueueStatus> status(long now) {
    return report.of(queue.jobs(), now);
  }

  private void joined(String node) {
    nodes.join(node);
    if (!limits.isCounted()) {
      holdings.await(node);
    }
  }

  private void countIfKnown(long now) {
    boolean late = now - bornAt >= settings.lapses().lease().toNanos();
    if (!limits.isCounted() && (holdings.areKnown() || late)) {
      queue.counted(now);
    }
  }

  /** Whether an offer was made to this pool: to another one it says too little, or is too old. */
  private boolean isMeant(JobOffer offer) {
    return !offer.count().isNumbered() || offer.count().pool() == epoch;
  }

  /** Of a job whose coordinator has not spoken, as much is leased as nodes hold. */
  private void held(JobKey key, long now) {
    var job = queue.job(key);
    if (job != null && !heldOnly.contains(key)) {
      return; // its coordinator knows better
    }
    var offer = holdings.offerOf(key);
    if (offer.isPresent()) {
      heldOnly.add(key);
      follow(offer.get(), now);
    } else if (job != null) {
      follow(job.offer.unheard(), now);
      spokenFor(key);
    }
  }

  private void offered(JobOffer offer, long now) {
    spokenFor(offer.job());
    follow(offer, now);
  }

  /** What nodes hold of it counts no longer; nor does anything they hold, if it was the last. */
  private void spokenFor(JobKey job) {
    if (heldOnly.remove(job) && heldOnly.isEmpty() && limits.isCounted()) {
      holdings.clear();
    }
  }

  private void follow(JobOffer offer, long now) {
    report.busy(offer.queue(), now);
    var job = queue.job(offer.job());
    if (job == null) {
      if (offer.isEmpty()) {
        placement.forget(offer.job());
        return;
      }
      job = queue.admit(offer, work(WorkClass.Kind.of(offer), now), now);
    }
    queue.lift(job);
    if (offer.count().isNewerThan(job.offer.count())) {
      queue.handle(job, offer, now);
      queue.heardFrom(job, now);
    } // else it may come from a coordinator that lives beside a later one: if that one is silent,
    // the job is forgotten, and met again
    placement.putBack(job, now);
  }

  private WorkClass work(WorkClass.Kind kind, long now) {
    var work = queue.work(kind);
    if (work == null) {
      work = queue.open(kind, now);
      nodes.fill(work);
    }
    return work;
  }

  private void settled(GrantSettled settled, long now) {
    report.handedOut(settled.offer().queue(), settled.tasks(), cost(settled), now);
    var job = queue.job(settled.offer().job());
    // Where the answer is passed over for what a later coordinator has said, that still stands.
    var stands =
        job == null || settled.offer().count().isNewerThan(job.offer.count())
            ? settled.offer()
            : job.offer;
    boolean pending = stands.pending() > 0;
    if (job != null) {
      job.settled(settled.grant(), settled.tasks(), now);
    }
    var ask = asks.close(settled.grant(), settled.offer().job());
    ask.ifPresent(open -> end(open, settled.tasks() > 0, pending, cost(settled), now));
    offered(settled.offer(), now);
    job = queue.job(settled.offer().job());
    if (ask.isEmpty() && job != null && settled.tasks() > 0) {
      // Too late for the credit, which was used again; but the work was had.
      queue.lift(job);
      queue.charge(job, job.tenant, job.offer.weight(), cost(settled));
      placement.putBack(job, now);
    }
  }

  /** What a lease costs: at least the trouble with it, so that no-ops have a price, too. */
  private static double cost(GrantSettled settled) {
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
    queue.lift(job);
    switch (ask.kind()) {
      case MOVE -> {
        job.moves--;
        settle(job, job.movePause, leased, true, now);
      }
      case GRANT -> {
        job.grants--;
        queue.charge(job, ask.tenant(), ask.weight(), (leased ? seconds : 0) - ask.seconds());
        job.waitingSince = leased ? now : job.waitingSince;
        settle(job, job.grantPause, leased, pending, now);
      }
      case COUNT -> job.countAsked = false;
    }
    placement.putBack(job, now);
  }

  private void release(Asks.Ask ask, boolean leased, long now) {
    var node = ask.node();
    if (node == null || !nodes.knows(node)) {
      return;
    }
    boolean move = ask.kind() == Kind.MOVE;
    node.moving &= !move;
    if (move && leased) {
      long pause = settings.backoff().min().toNanos();
      node.movePause.lengthen(now, pause, pause);
    }
    nodes.release(node, ask, leased, now);
  }

  /** Leaves a job alone for a while that answers again and again that it has nothing. */
  private void settle(Job job, Pause pause, boolean leased, boolean tooSoon, long now) {
    if (leased) {
      pause.clear();
    } else if (tooSoon && pause.isOver(now)) {
      long end =
          pause.lengthen(
              now, settings.backoff().min().toNanos(), settings.backoff().max().toNanos());
      placement.wakeAt(end, job);
    }
  }

  private void ticked(long now) {
    for (var ask : asks.closeLapsed(now - settings.lapses().grant().toNanos())) {
      end(ask, false, true, 0, now);
      doubt(ask.job(), now);
    }
    countIfKnown(now);
    silent(now);
    placement.wake(now);
    queue.wake(now);
    matcher.match(effects, now);
    for (var node : nodes.dismissIdleSince(now - settings.rhythm().linger().toNanos(), now)) {
      effects.add(new PoolEffect.SendToNode(node.name, new NoWork(node.sequence)));
    }
    queue.tidy();
    report.tidy(now);
  }

  /** A grant may have been lost, or carried out: its coordinator knows, if anybody does. */
  private void doubt(Job job, long now) {
    if (queue.job(job.key) != job || !job.hasPromises() || job.countAsked) {
      return;
    }
    if (job.offer.count().isNumbered()) {
      askCount(job, now);
    } else {
      giveUp(job, job.offer, now);
    }
  }

  private void askCount(Job job, long now) {
    job.countAsked = true;
    long number = asks.open(Kind.COUNT, job, null, 0, now).number();
    effects.add(new PoolEffect.SendToCoordinator(job.key, new TellOffer(job.key.job(), number)));
  }

  /**
   * Of what counts under a limit a coordinator speaks every few seconds, and says once when nothing
   * is left. Where it is silent that word may have been lost: it is asked, until it answers.
   */
  private void askSilent(long now) {
    for (var job : queue.silentSince(now - settings.lapses().count().toNanos())) {
      var count = job.offer.count();
      if (count.isNumbered() && count.leased() > 0 && job.isLimited() && !job.countAsked) {
        askCount(job, now);
      }
    }
  }

  /** What a silent coordinator offers is void; much later what it has leased is, too. */
  private void silent(long now) {
    askSilent(now);
    long lapsed = now - settings.lapses().lease().toNanos();
    for (var job : queue.silentSince(now - settings.lapses().offer().toNanos())) {
      if (job.heardAt - lapsed <= 0) {
        giveUp(job, job.offer.unheard(), now);
      } else if (job.offer.pending() > 0 || job.offer.stealable() > 0 || job.isDone(now)) {
        queue.lift(job);
        queue.handle(job, job.offer.withdrawn(), now);
        placement.putBack(job, now);
      }
    }
  }

  private void giveUp(Job job, JobOffer left, long now) {
    queue.lift(job);
    job.giveUpPromises(now);
    queue.handle(job, left, now);
    placement.putBack(job, now);
  }
}
