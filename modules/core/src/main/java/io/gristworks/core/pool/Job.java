package io.gristworks.core.pool;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;

/** A job as the pool sees it: what it offers, what is under way, how much it has had. */
final class Job {
  private static final double LEASE_SECONDS_MIN = 0.05;
  private static final int LEASE_TASKS_MAX = 32_768;

  /** Whose turn it is among the jobs of a tenant. */
  static final Comparator<Job> BY_TURN =
      Comparator.<Job>comparingDouble(job -> job.virtualTime).thenComparing(job -> job.key);

  /** Where moving work pays most. */
  static final Comparator<Job> BY_MOVABLE =
      Comparator.<Job>comparingDouble(job -> -job.offer.stealableSeconds())
          .thenComparing(job -> job.key);

  /**
   * Tasks that a coordinator may hand out under a grant of which it is not known what came.
   *
   * @param incarnation of the coordinator that was asked
   */
  private record Promise(long grant, long tasks, long incarnation) {}

  final JobKey key;
  final Lane lane;
  final Gate gate;
  Tenant tenant;
  final Pause grantPause = new Pause();
  final Pause movePause = new Pause();

  /** All limits that hold for it: of the queue, its operation, its tenant, its own. */
  private final List<Gate> gates;

  /** In the order of their numbers. */
  private final ArrayDeque<Promise> promises = new ArrayDeque<>();

  JobOffer offer;
  long heardAt;

  /** Since when its pending work has been waiting, counted anew from each lease. */
  long waitingSince;

  /** The seconds it has had, divided by its weight. */
  double virtualTime;

  /** Grants under way. */
  int grants;

  /** Rebalances under way. */
  int moves;

  /** Whether its coordinator has been asked what is leased. */
  boolean holdAsked;

  /** Whether it counts among its lane's busy jobs. */
  boolean countedBusy;

  /** Whether it counts among those that their own limits keep back. */
  boolean countedBack;

  /** Whether somebody will look again when its own limits may let it go on. */
  boolean isAwaited;

  Job(JobOffer offer, Tenant tenant, Lane lane, Gate queue, Gate own) {
    this.key = offer.job();
    this.tenant = tenant;
    this.lane = lane;
    this.gate = own;
    this.gates = List.of(queue, lane.gate, tenant.gate, own);
    // Nothing yet: the first offer is heard like any other.
    this.offer = offer.unheard();
  }

  /** Hears what it offers now, and what came of promises that its coordinator has seen. */
  void hear(JobOffer news, long now) {
    long more = news.hold().leased() - offer.hold().leased();
    long moreWaiting = news.pending() - offer.pending();
    boolean numbered = news.hold().isNumbered();
    while (!promises.isEmpty()
        && numbered
        && (promises.getFirst().grant <= news.hold().seen()
            || promises.getFirst().incarnation < news.hold().incarnation())) {
      keep(promises.removeFirst(), now);
    }
    offer = news;
    gate.limit(news.limits(), now);
    for (var each : gates) {
      each.heard(more, moreWaiting);
    }
  }

  /** Whether any limit holds for it. */
  boolean isLimited() {
    for (var each : gates) {
      if (each.isLimited()) {
        return true;
      }
    }
    return false;
  }

  /** How many tasks its limits let out now, from 0. */
  long room(long now) {
    long room = Long.MAX_VALUE;
    for (var each : gates) {
      room = Math.min(room, each.room(now));
    }
    return room;
  }

  /** So many tasks may be handed out under a grant. */
  void promise(long grant, long tasks) {
    promises.addLast(new Promise(grant, tasks, offer.hold().incarnation()));
    gates.forEach(each -> each.promise(tasks));
  }

  boolean hasPromises() {
    return !promises.isEmpty();
  }

  /** It is known what came of a grant. */
  void settled(long grant, long tasks, long now) {
    for (var promise : promises) {
      if (promise.grant == grant) {
        promises.remove(promise);
        gates.forEach(each -> each.kept(promise.tasks, tasks, now));
        return;
      }
    }
  }

  /** Nothing more will be heard of what is promised: at worst all of it was handed out. */
  void giveUpPromises(long now) {
    while (!promises.isEmpty()) {
      keep(promises.removeFirst(), now);
    }
  }

  private void keep(Promise promise, long now) {
    gates.forEach(each -> each.kept(promise.tasks, promise.tasks, now));
  }

  boolean isGrantable(long now) {
    return offer.pending() > grants && grantPause.isOver(now) && gate.isOpen(now);
  }

  /** A single task, too, may be long, and wait where nobody will begin it soon. */
  boolean isMovable(long now, double worthwhileSeconds) {
    return moves < Math.max(1, offer.stealable() / 2)
        && offer.stealableSeconds() > worthwhileSeconds
        && movePause.isOver(now);
  }

  /** Whether nothing is left of it. */
  boolean isDone() {
    return offer.isEmpty() && grants == 0 && moves == 0 && promises.isEmpty() && !holdAsked;
  }

  /**
   * What the next lease will probably cost: the coordinator gives a worker half its share of what
   * remains, between 50 ms and 2 s of work, and at least one task. The true figure replaces this
   * once it is known.
   */
  double expectedLeaseSeconds(int workers, int mostTasks) {
    double share = Math.clamp(offer.pendingSeconds() / (2.0 * workers), LEASE_SECONDS_MIN, 2);
    double most = Math.min(offer.pendingSeconds(), mostTasks * offer.taskSeconds());
    return Math.max(offer.taskSeconds(), Math.min(most, share));
  }

  /**
   * How many tasks the next lease may have: what limits leave, divided between the workers, as far
   * as that leaves each a lease worth the trouble. {@link Integer#MAX_VALUE} where nothing limits
   * it.
   */
  int mostTasks(int workers, long now) {
    if (!isLimited()) {
      return Integer.MAX_VALUE;
    }
    long room = Math.min(Math.min(room(now), offer.pending()), Integer.MAX_VALUE - 1);
    long share = (room + workers - 1) / workers;
    long worthwhile = (long) (LEASE_SECONDS_MIN / offer.taskSeconds());
    return (int) Math.min(room, Math.max(1, Math.max(share, worthwhile)));
  }

  /** What may be handed out under a grant of so many tasks, at most. */
  long promised(int mostTasks) {
    return mostTasks == Integer.MAX_VALUE ? Math.min(offer.pending(), LEASE_TASKS_MAX) : mostTasks;
  }
}
