package io.gristworks.core.pool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is: stride scheduling over tenants, then over the jobs of the tenant.
 *
 * <p>Each grant moves the virtual time of job and tenant on by its cost ÷ weight, and the lowest is
 * served next. Who was away comes back at the virtual time of the one served last: sleeping earns
 * no credit. A job is taken out of the lanes ({@link #lift}) before anything by which it is sorted
 * changes, and put back afterwards ({@link #place}).
 */
final class Turns {
  /**
   * How far an account may lag behind when its turn comes, in seconds of service at weight 1. It
   * bounds how long others wait for one whose work no node could run for a while.
   */
  private static final double LAG_SECONDS_MAX = 60;

  private final PoolSettings settings;
  private final double worthwhileSeconds;

  /** In the order in which they were heard last. */
  private final LinkedHashMap<JobKey, Job> jobs = new LinkedHashMap<>();

  private final Map<String, Tenant> tenants = new TreeMap<>();
  private final Map<Lane.Kind, Lane> lanes = new LinkedHashMap<>();

  /** The virtual time of the tenant that was served last. */
  private double served;

  Turns(PoolSettings settings) {
    this.settings = settings;
    this.worthwhileSeconds = settings.worthwhile().toNanos() / 1e9;
  }

  @Nullable Job job(JobKey key) {
    return jobs.get(key);
  }

  Collection<Job> jobs() {
    return jobs.values();
  }

  Collection<Lane> lanes() {
    return lanes.values();
  }

  /** A lane's jobs, and nodes once {@link Workforce} has sorted them in. */
  @Nullable Lane lane(Lane.Kind kind) {
    return lanes.get(kind);
  }

  Lane openLane(Lane.Kind kind) {
    return lanes.computeIfAbsent(kind, Lane::new);
  }

  /** Takes note of a job that is new here; it is not placed yet. */
  Job admit(JobOffer offer, Lane lane) {
    var tenant =
        tenants.computeIfAbsent(
            offer.tenant(),
            name -> new Tenant(name, settings.tenantWeights().getOrDefault(name, 1)));
    var job = new Job(offer, tenant, lane);
    jobs.put(job.key, job);
    tenant.jobs++;
    lane.jobs++;
    return job;
  }

  /** Replaces what a lifted job offers. */
  void hear(Job job, JobOffer offer, long now) {
    if (job.offer.pending() == 0 && offer.pending() > 0) {
      wake(job, now);
      job.movePause.clear(); // what was to be moved has come back: there may be more of it
    } else if (job.offer.pending() > 0 && offer.pending() == 0) {
      job.tenant.waitingJobs--;
    }
    job.offer = offer;
  }

  /** Notes that its coordinator is alive. */
  void heardFrom(Job job, long now) {
    job.heardAt = now;
    jobs.putLast(job.key, job);
  }

  private void wake(Job job, long now) {
    var tenant = job.tenant;
    if (tenant.waitingJobs++ == 0) {
      tenant.moveTo(Math.max(tenant.virtualTime, lowestTurn()));
    }
    job.virtualTime = Math.max(job.virtualTime, tenant.lowestTurn());
    job.waitingSince = now;
  }

  /**
   * Where a newcomer starts: with the lowest of those who are being served, which may lie before
   * {@link #served} where grants cost less than expected.
   */
  private double lowestTurn() {
    double lowest = served;
    for (var lane : lanes.values()) {
      if (lane.wasServed && !lane.tenants.isEmpty()) {
        lowest = Math.min(lowest, lane.tenants.first().virtualTime);
      }
    }
    return lowest;
  }

  /** Jobs whose coordinator has been silent since {@code deadline} or longer. */
  List<Job> silentSince(long deadline) {
    var silent = new ArrayList<Job>();
    for (var job : jobs.values()) {
      if (job.heardAt - deadline > 0) {
        break;
      }
      silent.add(job);
    }
    return silent;
  }

  /** Forgets a lifted job. */
  void forget(Job job) {
    jobs.remove(job.key);
    job.lane.jobs--;
    job.tenant.jobs--;
  }

  /**
   * Forgets empty lanes, and tenants without jobs whose account says no more than a newcomer's
   * would.
   */
  void tidy() {
    lanes.values().removeIf(lane -> lane.jobs == 0);
    tenants.values().removeIf(tenant -> tenant.jobs == 0 && tenant.virtualTime <= served);
  }

  /** Takes a job out of its lane. */
  void lift(Job job) {
    job.tenant.remove(job);
    job.lane.movable.remove(job);
    if (job.countedBusy) {
      job.countedBusy = false;
      job.lane.busyJobs--;
    }
  }

  /** Puts a lifted job where it belongs now. */
  void place(Job job, long now) {
    if (job.isGrantable(now)) {
      job.tenant.add(job);
    }
    boolean movable = job.isMovable(now, worthwhileSeconds);
    if (movable) {
      job.lane.movable.add(job);
    }
    if (movable || job.offer.pending() > 0) {
      job.countedBusy = true;
      job.lane.busyJobs++;
    }
  }

  /** The lane of the job whose turn it is, of those that have a credit; null where none has. */
  @Nullable Lane next() {
    Lane next = null;
    for (var lane : lanes.values()) {
      if (lane.canServe() && (next == null || comesBefore(lane, next))) {
        next = lane;
      }
    }
    return next;
  }

  private static boolean comesBefore(Lane one, Lane other) {
    var tenant = one.tenants.first();
    int order = Tenant.BY_TURN.compare(tenant, other.tenants.first());
    return order < 0
        || (order == 0 && Job.BY_TURN.compare(tenant.next(one), tenant.next(other)) < 0);
  }

  /** Serves a lifted job: charges both accounts what the grant is expected to cost. */
  void serve(Job job, double seconds) {
    var tenant = job.tenant;
    job.lane.wasServed = true;
    double tenantTurn = Math.max(tenant.virtualTime, served - LAG_SECONDS_MAX);
    served = Math.max(served, tenantTurn);
    tenant.moveTo(tenantTurn + seconds / tenant.weight);
    double jobTurn = Math.max(job.virtualTime, tenant.jobsServed - LAG_SECONDS_MAX);
    tenant.jobsServed = Math.max(tenant.jobsServed, jobTurn);
    job.virtualTime = jobTurn + seconds / job.offer.weight();
  }

  /** Corrects both accounts of a lifted job by so many seconds. */
  void charge(Job job, int weight, double seconds) {
    job.tenant.charge(seconds);
    job.virtualTime += seconds / weight;
  }
}
