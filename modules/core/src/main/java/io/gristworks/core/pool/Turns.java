package io.gristworks.core.pool;

import io.gristworks.core.rule.QueueRules;
import io.gristworks.core.share.Allotment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is: first those that go first; among them, and among the others, stride scheduling
 * over tenants, then over the jobs of the tenant.
 *
 * <p>Each grant moves the virtual time of job and tenant on by its cost ÷ weight, and the lowest is
 * served next. Who was away comes back at the virtual time of the one served last: sleeping earns
 * no credit. A job is taken out of the lanes ({@link #lift}) before anything by which it is sorted
 * changes, and put back afterwards ({@link #place}). A tenant has one account for jobs that go
 * first and one for the others, so that what is urgent is not paid for by what is not.
 *
 * <p>Whoever is at a limit is kept out of the lanes, and looked at again when room comes: with an
 * offer, a settlement, or with time.
 */
final class Turns {
  /**
   * How far an account may lag behind when its turn comes, in seconds of service at weight 1. It
   * bounds how long others wait for one whose work no node could run for a while.
   */
  private static final double LAG_SECONDS_MAX = 60;

  private record Key(String tenant, boolean first) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int order = tenant.compareTo(other.tenant);
      return order == 0 ? Boolean.compare(first, other.first) : order;
    }
  }

  /** When a tenant's bucket has a token again. */
  private record Wake(long at, Tenant tenant) {}

  private final Gates gates;
  private final double worthwhileSeconds;
  private final PriorityQueue<Wake> wakes =
      new PriorityQueue<>((one, other) -> Long.signum(one.at - other.at));

  /** In the order in which they were heard last. */
  private final LinkedHashMap<JobKey, Job> jobs = new LinkedHashMap<>();

  private final Map<Key, Tenant> tenants = new TreeMap<>();
  private final Map<Lane.Kind, Lane> lanes = new LinkedHashMap<>();

  /** The virtual time of the account that was served last, of jobs that go first. */
  private double servedFirst;

  /** Likewise of the others. */
  private double servedUsual;

  Turns(PoolSettings settings, Gates gates) {
    this.gates = gates;
    this.worthwhileSeconds = settings.worthwhile().toNanos() / 1e9;
  }

  /** From now on these rules hold. */
  void follow(QueueRules rules, long now) {
    gates.follow(rules, now);
    for (var tenant : tenants.values()) {
      tenant.weight = rules.tenant(tenant.name).weight();
      check(tenant, now);
    }
  }

  /** Takes in what the divider of limits says. */
  void hear(Allotment allotment, long now) {
    var moved = gates.hear(allotment, now);
    if (!moved.isEmpty()) {
      for (var tenant : tenants.values()) {
        if (moved.contains(tenant.gate)) {
          check(tenant, now);
        }
      }
    }
  }

  /** Whether anything at all may be handed out. */
  boolean mayServe(long now) {
    return !gates.rules().stopped() && gates.queue().isOpen(now);
  }

  /** Lets in again whose bucket has a token. */
  void wake(long now) {
    for (var wake = wakes.peek(); wake != null && wake.at - now <= 0; wake = wakes.peek()) {
      wakes.remove();
      wake.tenant.isAwaited = false;
      check(wake.tenant, now);
    }
  }

  private void check(Tenant tenant, long now) {
    boolean open = tenant.gate.isOpen(now);
    tenant.keepBack(!open);
    if (!open && !tenant.isAwaited) {
      long at = tenant.gate.opensAt(now);
      if (at != Long.MAX_VALUE) {
        tenant.isAwaited = true;
        wakes.add(new Wake(at, tenant));
      }
    }
  }

  /** Both accounts share a limit. */
  private void checkAll(Tenant tenant, long now) {
    if (!tenant.gate.isLimited()) {
      return; // the usual case; that it no longer is, is told by new rules
    }
    check(tenant, now);
    var other = tenants.get(new Key(tenant.name, !tenant.first));
    if (other != null) {
      check(other, now);
    }
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

  Lane openLane(Lane.Kind kind, long now) {
    return lanes.computeIfAbsent(kind, it -> new Lane(it, gates.operation(it.operation(), now)));
  }

  /** Takes note of a job that is new here; it is not placed yet. */
  Job admit(JobOffer offer, Lane lane, long now) {
    var tenant = account(offer.tenant(), offer.first(), now);
    var job = new Job(offer, tenant, lane, gates.queue(), gates.job());
    jobs.put(job.key, job);
    tenant.jobs++;
    lane.jobs++;
    return job;
  }

  private Tenant account(String name, boolean first, long now) {
    return tenants.computeIfAbsent(
        new Key(name, first),
        _ -> new Tenant(name, first, gates.tenant(name, now), gates.rules().tenant(name).weight()));
  }

  /** Replaces what a lifted job offers. */
  void hear(Job job, JobOffer offer, long now) {
    if (offer.first() != job.tenant.first) {
      change(job, now, offer.first());
    }
    boolean waited = job.offer.pending() > 0;
    job.hear(offer, now);
    if (!waited && offer.pending() > 0) {
      wake(job, now);
      job.movePause.clear(); // what was to be moved has come back: there may be more of it
    } else if (waited && offer.pending() == 0) {
      job.tenant.waitingJobs--;
    }
  }

  /** Its priority has changed so much that it is paid for from the other account. */
  private void change(Job job, long now, boolean first) {
    boolean waits = job.offer.pending() > 0;
    job.tenant.jobs--;
    job.tenant.waitingJobs -= waits ? 1 : 0;
    job.tenant = account(job.offer.tenant(), first, now);
    job.tenant.jobs++;
    job.virtualTime = 0;
    if (waits) {
      wake(job, job.waitingSince);
    }
  }

  /** Notes that its coordinator is alive. */
  void heardFrom(Job job, long now) {
    job.heardAt = now;
    jobs.putLast(job.key, job);
  }

  private void wake(Job job, long now) {
    var tenant = job.tenant;
    if (tenant.waitingJobs++ == 0) {
      tenant.moveTo(Math.max(tenant.virtualTime, lowestTurn(tenant.first)));
    }
    job.virtualTime = Math.max(job.virtualTime, tenant.lowestTurn());
    job.waitingSince = now;
  }

  /**
   * Where a newcomer starts: with the lowest of those who are being served, which may lie before
   * what was served last where grants cost less than expected.
   */
  private double lowestTurn(boolean first) {
    double lowest = served(first);
    for (var lane : lanes.values()) {
      if (lane.wasServed(first) && !lane.tenants(first).isEmpty()) {
        lowest = Math.min(lowest, lane.tenants(first).first().virtualTime);
      }
    }
    return lowest;
  }

  private double served(boolean first) {
    return first ? servedFirst : servedUsual;
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
  void forget(Job job, long now) {
    jobs.remove(job.key);
    job.lane.jobs--;
    job.tenant.jobs--;
    checkAll(job.tenant, now);
  }

  /**
   * Forgets empty lanes, and tenants without jobs whose account says no more than a newcomer's
   * would.
   */
  void tidy() {
    lanes.values().removeIf(lane -> lane.jobs == 0);
    tenants.values().removeIf(this::saysNothing);
  }

  private boolean saysNothing(Tenant tenant) {
    boolean nothing =
        tenant.jobs == 0 && tenant.virtualTime <= served(tenant.first) && !tenant.isAwaited;
    if (nothing && !tenants.containsKey(new Key(tenant.name, !tenant.first))) {
      gates.forgetTenant(tenant.name);
    }
    return nothing;
  }

  /** Takes a job out of its lane. */
  void lift(Job job) {
    job.tenant.remove(job);
    job.lane.movable.remove(job);
    if (job.countedBusy) {
      job.countedBusy = false;
      job.lane.busyJobs--;
    }
    if (job.countedBack) {
      job.countedBack = false;
      job.lane.keptBack--;
    }
  }

  /** Puts a lifted job where it belongs now. */
  void place(Job job, long now) {
    if (job.isGrantable(now)) {
      job.tenant.add(job);
    } else if (job.offer.pending() > 0 && !job.gate.isOpen(now)) {
      job.countedBack = true;
      job.lane.keptBack++;
    }
    checkAll(job.tenant, now);
    boolean movable = job.isMovable(now, worthwhileSeconds);
    if (movable) {
      job.lane.movable.add(job);
    }
    if (movable || job.offer.pending() > 0) {
      job.countedBusy = true;
      job.lane.busyJobs++;
    }
  }

  /** The job whose turn it is, of those for which there is a credit; null where there is none. */
  @Nullable Job next(long now) {
    if (!mayServe(now)) {
      return null;
    }
    var next = next(true, now);
    return next == null ? next(false, now) : next;
  }

  private @Nullable Job next(boolean first, long now) {
    Job next = null;
    for (var lane : lanes.values()) {
      if (lane.canServe(first, now)) {
        var job = lane.tenants(first).first().next(lane);
        if (next == null || comesBefore(job, next)) {
          next = job;
        }
      }
    }
    return next;
  }

  private static boolean comesBefore(Job one, Job other) {
    int order = Tenant.BY_TURN.compare(one.tenant, other.tenant);
    return order < 0 || (order == 0 && Job.BY_TURN.compare(one, other) < 0);
  }

  /** Serves a lifted job: charges both accounts what the grant is expected to cost. */
  void serve(Job job, double seconds) {
    var tenant = job.tenant;
    job.lane.served(tenant.first);
    double tenantTurn = Math.max(tenant.virtualTime, served(tenant.first) - LAG_SECONDS_MAX);
    if (tenant.first) {
      servedFirst = Math.max(servedFirst, tenantTurn);
    } else {
      servedUsual = Math.max(servedUsual, tenantTurn);
    }
    tenant.moveTo(tenantTurn + seconds / tenant.weight);
    double jobTurn = Math.max(job.virtualTime, tenant.jobsServed - LAG_SECONDS_MAX);
    tenant.jobsServed = Math.max(tenant.jobsServed, jobTurn);
    job.virtualTime = jobTurn + seconds / job.offer.weight();
  }

  /** Corrects both accounts of a lifted job by so many seconds. */
  void charge(Job job, Tenant tenant, int weight, double seconds) {
    tenant.charge(seconds);
    if (tenant == job.tenant) {
      job.virtualTime += seconds / weight;
    }
  }
}
