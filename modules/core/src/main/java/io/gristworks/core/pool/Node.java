package io.gristworks.core.pool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** A node's credits: what it wants, less what it got, less what is on its way. */
final class Node {
  /**
   * Who would begin at once first, then the most free credits for its size. A busy node that wants
   * a lease ahead must not get what an idle one waits for: that would ask for it back, and so on.
   */
  static final Comparator<Node> BY_IDLENESS =
      Comparator.<Node>comparingInt(node -> node.idle > 0 ? 0 : 1)
          .thenComparingDouble(node -> -(double) node.free() / node.workers)
          .thenComparing(node -> node.name);

  /** The same for CPU-bound work. */
  static final Comparator<Node> BY_IDLE_CORES =
      Comparator.<Node>comparingInt(node -> node.cpuIdle > 0 ? 0 : 1)
          .thenComparingDouble(node -> -(double) node.freeCpu() / node.workers)
          .thenComparing(node -> node.name);

  final String name;

  /** Where it is sorted in now. */
  final List<Lane> lanes = new ArrayList<>();

  Set<String> operations = Set.of();
  int workers;
  int cpuWorkers;
  long sequence;

  /** Whether it has ever said what it wants. */
  boolean heard;

  /** Workers that have nothing to do and nothing on its way to them, as far as is known. */
  int idle;

  int cpuIdle;

  /** Credits of its demand that no lease has consumed. */
  int credits;

  int cpuCredits;

  /** How many of the credits are spoken for by grants under way. */
  int reserved;

  int cpuReserved;

  /** When it last got, or gave, a credit. */
  long idleSince;

  /** Whether a rebalance for it is under way. */
  boolean moving;

  /** After a rebalance it is left to its new work for a moment, or until it wants more. */
  final Pause movePause = new Pause();

  Node(String name) {
    this.name = name;
  }

  /** Credits to be had. None while the demand is smaller than what is on its way. */
  int free() {
    return Math.max(0, credits - reserved);
  }

  int freeCpu() {
    return Math.min(free(), Math.max(0, cpuCredits - cpuReserved));
  }

  /**
   * Whether work that waits on another node would be begun here at once. A credit alone says less:
   * a node whose workers are all busy wants a lease ahead, and must not take it from its neighbour.
   */
  boolean wouldBegin(Lane.Kind kind) {
    return canServe(kind) && (kind.cpuBound() ? cpuIdle : idle) > 0;
  }

  boolean canServe(Lane.Kind kind) {
    return (kind.cpuBound() ? freeCpu() : free()) > 0 && operations.contains(kind.operation());
  }
}
