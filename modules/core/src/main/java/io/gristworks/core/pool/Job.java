package io.gristworks.core.pool;

import java.util.Comparator;

/** A job as the pool sees it: what it offers, what is under way, how much it has had. */
final class Job {
  /** Whose turn it is among the jobs of a tenant. */
  static final Comparator<Job> BY_TURN =
      Comparator.<Job>comparingDouble(job -> job.virtualTime).thenComparing(job -> job.key);

  /** Where moving work pays most. */
  static final Comparator<Job> BY_MOVABLE =
      Comparator.<Job>comparingDouble(job -> -job.offer.stealableSeconds())
          .thenComparing(job -> job.key);

  final JobKey key;
  final Tenant tenant;
  final Lane lane;
  final Pause grantPause = new Pause();
  final Pause movePause = new Pause();

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

  /** Whether it counts among its lane's busy jobs. */
  boolean countedBusy;

  Job(JobOffer offer, Tenant tenant, Lane lane) {
    this.key = offer.job();
    this.tenant = tenant;
    this.lane = lane;
    // Nothing yet: the first offer is heard like any other.
    this.offer = offer.withdrawn();
  }

  boolean isGrantable(long now) {
    return offer.pending() > grants && grantPause.isOver(now);
  }

  /** A single task, too, may be long, and wait where nobody will begin it soon. */
  boolean isMovable(long now, double worthwhileSeconds) {
    return moves < Math.max(1, offer.stealable() / 2)
        && offer.stealableSeconds() > worthwhileSeconds
        && movePause.isOver(now);
  }

  /** Whether nothing is left of it. */
  boolean isDone() {
    return offer.isEmpty() && grants == 0 && moves == 0;
  }

  /**
   * What the next lease will probably cost: the coordinator gives a worker half its share of what
   * remains, between 50 ms and 2 s of work, and at least one task. The true figure replaces this
   * once it is known.
   */
  double expectedLeaseSeconds(int workers) {
    double share = Math.clamp(offer.pendingSeconds() / (2.0 * workers), 0.05, 2);
    return Math.max(offer.taskSeconds(), Math.min(offer.pendingSeconds(), share));
  }
}
