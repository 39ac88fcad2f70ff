package io.gristworks.core.pool;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** A tenant's account, for jobs that go first or for the others, and those that can be granted. */
final class Tenant {
  /** Whose turn it is. */
  static final Comparator<Tenant> BY_TURN =
      Comparator.<Tenant>comparingDouble(tenant -> tenant.virtualTime)
          .thenComparing(tenant -> tenant.name);

  final String name;
  final boolean first;
  final Gate gate;
  int weight;

  /** Whether its limits keep it out of the lanes. */
  private boolean keptBack;

  /** Whether somebody will look again when its gate may open. */
  boolean isAwaited;

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

  Tenant(String name, boolean first, Gate gate, int weight) {
    this.name = name;
    this.first = first;
    this.gate = gate;
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
    var turns = grantable.computeIfAbsent(job.lane, _ -> new TreeSet<>(Job.BY_TURN));
    if (turns.add(job) && turns.size() == 1) {
      enter(job.lane);
    }
  }

  void remove(Job job) {
    var turns = grantable.get(job.lane);
    if (turns != null && turns.remove(job) && turns.isEmpty()) {
      leave(job.lane);
      grantable.remove(job.lane);
    }
  }

  /** Keeps it out of the lanes, or lets it in again. */
  void keepBack(boolean back) {
    if (back != keptBack) {
      grantable.keySet().forEach(this::leave);
      keptBack = back;
      grantable.keySet().forEach(this::enter);
    }
  }

  private void enter(Lane lane) {
    if (keptBack) {
      lane.keptBack++;
    } else {
      lane.tenants(first).add(this);
    }
  }

  private void leave(Lane lane) {
    if (keptBack) {
      lane.keptBack--;
    } else {
      lane.tenants(first).remove(this);
    }
  }

  /** Moves its account by so many seconds of service, to either side. */
  void charge(double seconds) {
    moveTo(virtualTime + seconds / weight);
  }

  /** Sets its account, and keeps its place in the lanes right. */
  void moveTo(double time) {
    grantable.keySet().forEach(this::leave);
    virtualTime = time;
    grantable.keySet().forEach(this::enter);
  }
}
