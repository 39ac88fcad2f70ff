package io.gristworks.core.pool;

import io.gristworks.core.message.JobOffer;
import java.util.TreeSet;

/**
 * Jobs and nodes that fit each other: those of one operation. The members sort by values that
 * change, so whoever changes such a value takes the member out first; {@link FairQueue} and {@link
 * NodeCredits} do.
 */
final class WorkClass {

  /** What must fit. */
  record Kind(String operation, boolean cpuBound) {
    static Kind of(JobOffer offer) {
      return new Kind(offer.operation(), offer.cpuBound());
    }
  }

  final Kind kind;

  /** What holds for the operation. */
  final LimitState limit;

  /** The jobs here of which work could be moved to an idle node, most of it first. */
  final TreeSet<Job> movable = new TreeSet<>(Job.BY_MOVABLE);

  /** The nodes with a credit that fits, the best for it first. */
  final TreeSet<Node> nodes;

  /** How many jobs here have pending work, or some that could be moved. */
  int busyJobs;

  /** How many jobs, and accounts with jobs that could be granted, are kept back by their limits. */
  int keptBack;

  /** How many jobs are here at all. */
  int jobs;

  /** Whether something here could be granted: of what goes first, and of the other work. */
  private boolean readyFirst;

  private boolean readyUsual;

  /** Whether anybody here has ever been granted anything: if not, its accounts mean nothing. */
  private boolean wasServedFirst;

  private boolean wasServedUsual;

  WorkClass(Kind kind, LimitState limit) {
    this.kind = kind;
    this.limit = limit;
    this.nodes = new TreeSet<>(Node.order(kind));
  }

  /** Something here could be granted now, or nothing any more. */
  void ready(boolean goesFirst, boolean isSo) {
    if (goesFirst) {
      readyFirst = isSo;
    } else {
      readyUsual = isSo;
    }
  }

  boolean wasServed(boolean goesFirst) {
    return goesFirst ? wasServedFirst : wasServedUsual;
  }

  void served(boolean goesFirst) {
    wasServedFirst |= goesFirst;
    wasServedUsual |= !goesFirst;
  }

  /** Whether a job here could be served at once. */
  boolean canServe(boolean goesFirst, long now) {
    return (goesFirst ? readyFirst : readyUsual) && !nodes.isEmpty() && limit.isOpen(now);
  }

  /** Whether work here waits for a credit that nobody has given. */
  boolean isShort(long now) {
    return nodes.isEmpty() && hasWork() && limit.isOpen(now);
  }

  /** Whether all that waits here is kept back by limits. */
  boolean isKeptBack(long now) {
    return !limit.isOpen(now) || (keptBack > 0 && !hasWork());
  }

  private boolean hasWork() {
    return readyFirst || readyUsual || !movable.isEmpty();
  }
}
