package io.gristworks.core.pool;

import io.gristworks.core.message.NodeConditions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A node's credits: what it wants, less what it got, less what is on its way. */
final class Node {
  final String name;

  /** Where it is sorted in now. */
  final List<WorkClass> classes = new ArrayList<>();

  Set<String> operations = Set.of();

  /** What it last said beside its credits. */
  NodeConditions conditions = NodeConditions.NOTHING;

  final NodeResources resources = new NodeResources();

  /** What tasks take there, by operation, in seconds. */
  final Map<String, Double> taskSeconds = new HashMap<>();

  /** The same beside other nodes; see {@link TaskCosts}. */
  Map<String, Double> costs = Map.of();

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

  /**
   * Who gets work of a class: who would begin at once first, as a busy node that wants a lease
   * ahead must not get what an idle one waits for: that would ask for it back, and so on. Then who
   * is not pressed by its host; then who is expected to be done first.
   */
  static Comparator<Node> order(WorkClass.Kind kind) {
    return Comparator.<Node>comparingInt(node -> node.idle(kind) > 0 ? 0 : 1)
        .thenComparingInt(node -> node.conditions.pressed() ? 1 : 0)
        .thenComparingDouble(node -> node.expected(kind))
        .thenComparing(node -> node.name);
  }

  /**
   * How long work of this kind is expected to take here, in no unit: the cost of a task beside
   * other nodes, longer the less of the node is free, and for what computes the more its CPU is
   * used. Two nodes with equal costs are so filled alike, one twice as fast with twice as much.
   */
  private double expected(WorkClass.Kind kind) {
    double cost = costs.isEmpty() ? 1 : costs.getOrDefault(kind.operation(), 1.0);
    double free = (double) (kind.cpuBound() ? freeCpu() : free()) / workers;
    return cost * (kind.cpuBound() ? 1 + conditions.load() : 1) / free;
  }

  private int idle(WorkClass.Kind kind) {
    return kind.cpuBound() ? cpuIdle : idle;
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
  boolean wouldBegin(WorkClass.Kind kind) {
    return canServe(kind) && idle(kind) > 0;
  }

  boolean canServe(WorkClass.Kind kind) {
    return (kind.cpuBound() ? freeCpu() : free()) > 0
        && operations.contains(kind.operation())
        && resources.has(needs(kind));
  }

  /** What a lease of this kind needs of its named resources. */
  Map<String, Integer> needs(WorkClass.Kind kind) {
    return conditions.needsOf(kind.operation());
  }
}
