package io.gristworks.core.pool;

import java.util.TreeSet;

/**
 * Jobs and nodes that fit each other: those of one operation. The members sort by values that
 * change, so whoever changes such a value takes the member out first; {@link Turns} and {@link
 * Workforce} do.
 */
final class Lane {

  /** What must fit. */
  record Kind(String operation, boolean cpuBound) {}

  final Kind kind;

  /** The tenants with a job here that can be granted, whose turn it is first. */
  final TreeSet<Tenant> tenants = new TreeSet<>(Tenant.BY_TURN);

  /** The jobs here of which work could be moved to an idle node, most of it first. */
  final TreeSet<Job> movable = new TreeSet<>(Job.BY_MOVABLE);

  /** The nodes with a credit that fits, the idlest first. */
  final TreeSet<Node> nodes;

  /** How many jobs here have pending work, or some that could be moved. */
  int busyJobs;

  /** Whether anybody here has ever been granted anything: if not, its accounts mean nothing. */
  boolean wasServed;

  /** How many jobs are here at all. */
  int jobs;

  Lane(Kind kind) {
    this.kind = kind;
    this.nodes = new TreeSet<>(kind.cpuBound() ? Node.BY_IDLE_CORES : Node.BY_IDLENESS);
  }

  /** Whether a job here could be served at once. */
  boolean canServe() {
    return !tenants.isEmpty() && !nodes.isEmpty();
  }

  /** Whether work here waits for a credit that nobody has given. */
  boolean isShort() {
    return nodes.isEmpty() && !(tenants.isEmpty() && movable.isEmpty());
  }
}
