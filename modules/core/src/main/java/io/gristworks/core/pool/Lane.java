package io.gristworks.core.pool;

import java.util.SortedSet;
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

  /** What holds for the operation. */
  final Gate gate;

  /** The tenants with a job here that can be granted, whose turn it is first. */
  private final TreeSet<Tenant> usual = new TreeSet<>(Tenant.BY_TURN);

  /** Likewise of jobs that go first. */
  private final TreeSet<Tenant> first = new TreeSet<>(Tenant.BY_TURN);

  /** The jobs here of which work could be moved to an idle node, most of it first. */
  final TreeSet<Job> movable = new TreeSet<>(Job.BY_MOVABLE);

  /** The nodes with a credit that fits, the best for it first. */
  final TreeSet<Node> nodes;

  /** How many jobs here have pending work, or some that could be moved. */
  int busyJobs;

  /** How many jobs, and tenants with jobs that could be granted, are kept back by their limits. */
  int keptBack;

  /** Whether anybody here has ever been granted anything: if not, its accounts mean nothing. */
  private boolean wasServedFirst;

  private boolean wasServedUsual;

  /** How many jobs are here at all. */
  int jobs;

  Lane(Kind kind, Gate gate) {
    this.kind = kind;
    this.gate = gate;
    this.nodes = new TreeSet<>(Node.order(kind));
  }

  /** The tenants whose jobs go first, or the others. */
  SortedSet<Tenant> tenants(boolean goFirst) {
    return goFirst ? first : usual;
  }

  boolean wasServed(boolean goFirst) {
    return goFirst ? wasServedFirst : wasServedUsual;
  }

  void served(boolean goFirst) {
    wasServedFirst |= goFirst;
    wasServedUsual |= !goFirst;
  }

  /** Whether a job here could be served at once. */
  boolean canServe(boolean goFirst, long now) {
    return !tenants(goFirst).isEmpty() && !nodes.isEmpty() && gate.isOpen(now);
  }

  /** Whether work here waits for a credit that nobody has given. */
  boolean isShort(long now) {
    return nodes.isEmpty() && hasWork() && gate.isOpen(now);
  }

  /** Whether all that waits here is kept back by limits. */
  boolean isKeptBack(long now) {
    return !gate.isOpen(now) || (keptBack > 0 && !hasWork());
  }

  private boolean hasWork() {
    return !(first.isEmpty() && usual.isEmpty() && movable.isEmpty());
  }
}
