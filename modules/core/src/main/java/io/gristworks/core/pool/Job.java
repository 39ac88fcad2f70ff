package io.gristworks.core.pool;

import io.gristworks.core.message.JobKey;
import io.gristworks.core.message.JobOffer;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** A job as the pool sees it: what it offers, what is under way, how much it has had. */
final class Job {
  private static final double LEASE_SECONDS_MIN = 0.05;
  private static final int LEASE_TASKS_MAX = 32_768;

  /** Whose turn it is among the jobs of a tenant. */
  static final Comparator<Job> BY_TURN =
      Comparator.<Job>comparingDouble(job -> job.virtualTime).thenComparing(job -> job.key);

  /** Whose turn it is among all jobs. */
  static final Comparator<Job> BY_TURN_OF_ALL =
      Comparator.comparing(Job::queue, Account.BY_TURN)
          .thenComparing(job -> job.tenant, Account.BY_TURN)
          .thenComparing(BY_TURN);

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
  final WorkClass work;

  /** Its own. */
  final LimitState limit;

  /** Who pays, in its queue. */
  Account tenant;

  final Pause grantPause = new Pause();
  final Pause movePause = new Pause();

  /** All limits that hold for it: of the queue, its operation, its tenant, its own. */
  private final List<LimitState> limits;

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
  boolean countAsked;

  /** Whether it counts among its class's busy jobs. */
  boolean countedBusy;

  /** Whether it counts among those that their own limits keep back. */
  boolean countedBack;

  /** Whether somebody will look again when its own limits may let it go on. */
  boolean isAwaited;

  Job(JobOffer offer, Account tenant, WorkClass work, LimitState own) {
    this.key = offer.job();
    this.tenant = tenant;
    this.work = work;
    this.limit = own;
    this.limits = List.of(queueOf(tenant).limit, work.limit, tenant.limit, own);
    // Nothing yet: the first offer is heard like any other.
    this.offer = offer.unheard();
  }

  private static Account queueOf(Account tenant) {
    return Objects.requireNonNull(tenant.parent, "a tenant's account is in a queue's");
  }

  /** The account of its queue. */
  Account queue() {
    return queueOf(tenant);
  }

  /** Hears what it offers now, and what came of promises that its coordinator has seen. */
  void handle(JobOffer news, long now) {
    long more = news.count().leased() - offer.count().leased();
    boolean numbered = news.count().isNumbered();
    while (!promises.isEmpty()
        && numbered
        && (promises.getFirst().grant <= news.count().seen()
            || promises.getFirst().incarnation < news.count().incarnation())) {
      keep(promises.removeFirst(), now);
    }
    offer = news;
    limit.limit(news.limits(), now);
    for (var each : limits) {
      each.heard(more);
    }
  }

  /** Whether any limit holds for it. */
  boolean isLimited() {
    for (var each : limits) {
      if (each.isLimited()) {
        return true;
      }
    }
    return false;
  }

  /** How many tasks its limits let out now, from 0. */
  long room(long now) {
    long room = Long.MAX_VALUE;
    for (var each : limits) {
      room = Math.min(room, each.room(now));
    }
    return room;
  }

  /** So many tasks may be handed out under a grant. */
  void promise(long grant, long tasks) {
    promises.addLast(new Promise(grant, tasks, offer.count().incarnation()));
    limits.forEach(each -> each.promise(tasks));
  }

  boolean hasPromises() {
    return !promises.isEmpty();
  }

  /** It is known what came of a grant. */
  void settled(long grant, long tasks, long now) {
    for (var promise : promises) {
      if (promise.grant == grant) {
        promises.remove(promise);
        limits.forEach(each -> each.kept(promise.tasks, tasks, now));
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
    limits.forEach(each -> each.kept(promise.tasks, promise.tasks, now));
  }

  boolean isGrantable(long now) {
    return offer.pending() > grants && grantPause.isOver(now) && limit.isOpen(now);
  }

  /** A single task, too, may be long, and wait where nobody will begin it soon. */
  boolean isMovable(long now, double worthwhileSeconds) {
    return moves < Math.max(1, offer.stealable() / 2)
        && offer.stealableSeconds() > worthwhileSeconds
        && movePause.isOver(now);
  }

  /** Whether nothing is left of it. */
  boolean isDone(long now) {
    return offer.isEmpty()
        && grants == 0
        && moves == 0
        && promises.isEmpty()
        && !countAsked
        && limit.isRested(now); // what comes again is under the same limit
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
