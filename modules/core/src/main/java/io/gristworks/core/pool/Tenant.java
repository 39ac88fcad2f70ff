package io.gristworks.core.pool;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** A tenant's account, and its jobs that can be granted. */
final class Tenant {
  /** Whose turn it is. */
  static final Comparator<Tenant> BY_TURN =
      Comparator.<Tenant>comparingDouble(tenant -> tenant.virtualTime)
          .thenComparing(tenant -> tenant.name);

  final String name;
  final int weight;

  /** By lane, whose turn it is first. Never iterated to decide: the order of the map is chance. */
  final Map<Lane, TreeSet<Job>> grantable = new HashMap<>();

  /** The seconds its jobs have had, divided by its weight. */
  double virtualTime;

  /** The virtual time of its job that was served last. */
  double jobsServed;

  /** How many of its jobs have pending work. */
  int waitingJobs;

  /** How many jobs it has at all. */
  int jobs;

  Tenant(String name, int weight) {
    this.name = name;
    this.weight = weight;
  }

  /** Its job whose turn it is in this lane, where it must have one. */
  Job next(Lane lane) {
    var turns = grantable.get(lane);
    if (turns == null) {
      throw new IllegalStateException("tenant " + name + " has no job in " + lane.kind);
    }
    return turns.first();
  }

  /** Where a job starts that comes to the others. */
  double lowestTurn() {
    double lowest = jobsServed;
    for (var turns : grantable.values()) {
      lowest = Math.min(lowest, turns.first().virtualTime);
    }
    return lowest;
  }

  void add(Job job) {
    if (grantable.computeIfAbsent(job.lane, _ -> new TreeSet<>(Job.BY_TURN)).add(job)) {
      job.lane.tenants.add(this);
    }
  }

  void remove(Job job) {
    var turns = grantable.get(job.lane);
    if (turns != null && turns.remove(job) && turns.isEmpty()) {
      grantable.remove(job.lane);
      job.lane.tenants.remove(this);
    }
  }

  /** Moves its account by so many seconds of service, to either side. */
  void charge(double seconds) {
    moveTo(virtualTime + seconds / weight);
  }

  /** Sets its account, and keeps its place in the lanes right. */
  void moveTo(double time) {
    grantable.keySet().forEach(lane -> lane.tenants.remove(this));
    virtualTime = time;
    grantable.keySet().forEach(lane -> lane.tenants.add(this));
  }
}
