package io.gristworks.core.pool;

import io.gristworks.core.message.NodeConditions;
import io.gristworks.core.message.ToPool.Demand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The nodes and their credits. */
final class NodeCredits {
  private final FairQueue queue;
  private final Map<String, Node> nodes = new TreeMap<>();

  /** Those with free credits, in the order in which the last credit moved. */
  private final LinkedHashMap<String, Node> idle = new LinkedHashMap<>();

  /** Those that do not know that work waits. */
  private final Set<String> uninformed = new LinkedHashSet<>();

  private final TaskCosts costs = new TaskCosts();

  private int workersHeard;
  private int cpuWorkersHeard;
  private int nodesHeard;

  NodeCredits(FairQueue queue) {
    this.queue = queue;
  }

  boolean knows(Node node) {
    return nodes.get(node.name) == node;
  }

  Iterable<Node> all() {
    return nodes.values();
  }

  /**
   * How many workers there are, at least 1; of CPU-bound work, how many may do so at once: by it
   * leases are sized, and 64 workers on two cores are two. A node that has said nothing yet counts
   * like the average of the others, lest the first to speak on a fresh pool is given everything.
   */
  int workers(boolean cpuBound) {
    if (nodesHeard == 0) {
      return 1;
    }
    long heard = cpuBound ? cpuWorkersHeard : workersHeard;
    return (int) Math.max(1, heard * nodes.size() / nodesHeard);
  }

  void join(String name) {
    if (!nodes.containsKey(name)) {
      nodes.put(name, new Node(name));
      uninformed.add(name);
    }
  }

  void leave(String name) {
    var node = nodes.remove(name);
    if (node != null) {
      lift(node);
      idle.remove(name);
      uninformed.remove(name);
      costs.forget(node.taskSeconds);
      if (node.heard) {
        nodesHeard--;
        workersHeard -= node.workers;
        cpuWorkersHeard -= node.cpuWorkers;
      }
    }
  }

  void handle(String name, Demand demand, long now) {
    join(name);
    var node = nodes.get(name);
    if (node == null || (node.heard && demand.sequence() <= node.sequence)) {
      return;
    }
    lift(node);
    nodesHeard += node.heard ? 0 : 1;
    workersHeard += demand.workers() - node.workers;
    cpuWorkersHeard += demand.cpuWorkers() - node.cpuWorkers;
    node.heard = true;
    node.sequence = demand.sequence();
    node.operations = demand.operations();
    node.workers = demand.workers();
    node.cpuWorkers = demand.cpuWorkers();
    node.idle = demand.idle();
    node.cpuIdle = demand.cpuIdle();
    // What is under way was very likely not known to the node when it said this: it still counts.
    node.credits = demand.leases();
    node.cpuCredits = demand.cpuLeases();
    handle(node, demand.conditions());
    node.movePause.clear();
    uninformed.remove(node.name);
    moved(node, now);
  }

  private void handle(Node node, NodeConditions conditions) {
    node.conditions = conditions;
    node.resources.handle(conditions.free());
    if (!conditions.taskSeconds().isEmpty()) {
      node.costs = costs.handle(node.taskSeconds, conditions.taskSeconds());
    }
  }

  /** Sets a credit of the node aside for a grant that is asked for, and what its lease needs. */
  void reserve(Node node, Asks.Ask ask, long now) {
    lift(node);
    node.reserved++;
    node.cpuReserved += ask.cpuBound() ? 1 : 0;
    node.resources.reserve(ask.needs());
    moved(node, now);
  }

  /** A grant has ended: its credit is consumed by a lease, or free again. */
  void release(Node node, Asks.Ask ask, boolean consumed, long now) {
    lift(node);
    int cpu = ask.cpuBound() ? 1 : 0;
    // What was asked back for the node comes by a grant of its own, and takes it then.
    node.resources.release(ask.needs(), consumed && ask.kind() == Asks.Kind.GRANT);
    node.reserved--;
    node.cpuReserved -= cpu;
    if (consumed) {
      // Not below what a smaller demand has left since.
      node.credits = Math.max(0, node.credits - 1);
      node.cpuCredits = Math.max(0, node.cpuCredits - cpu);
      node.idle = Math.max(0, node.idle - 1);
      node.cpuIdle = Math.max(0, node.cpuIdle - cpu);
    }
    moved(node, now);
  }

  /**
   * Takes back the credits that have found nothing since {@code deadline}: a node that is told so
   * is silent until it is called.
   */
  List<Node> dismissIdleSince(long deadline, long now) {
    var dismissed = new ArrayList<Node>();
    while (!idle.isEmpty()) {
      var node = idle.firstEntry().getValue();
      if (node.idleSince - deadline > 0) {
        break;
      }
      lift(node);
      if (node.reserved == 0 && !hasWorkFor(node, now)) {
        node.credits = 0;
        node.cpuCredits = 0;
        dismissed.add(node);
        if (!hasWorkOf(node.operations)) {
          uninformed.add(node.name);
        } // else it lacks a core only, and comes back of its own accord when it has one
      }
      moved(node, now);
    }
    return dismissed;
  }

  private boolean hasWorkFor(Node node, long now) {
    return queue.mayServe()
        && queue.classes().stream()
            .anyMatch(
                work -> work.busyJobs > 0 && !work.isKeptBack(now) && node.canServe(work.kind));
  }

  private boolean hasWorkOf(Set<String> operations) {
    return queue.classes().stream()
        .anyMatch(work -> work.busyJobs > 0 && operations.contains(work.kind.operation()));
  }

  /** All nodes; they count as informed now. */
  List<String> callAll() {
    uninformed.clear();
    return List.copyOf(nodes.keySet());
  }

  /** The nodes that do not know that work waits, and might run it; they count as informed now. */
  List<String> callUninformed() {
    var called = new ArrayList<String>();
    for (var name : uninformed) {
      var node = nodes.get(name);
      if (node != null && (!node.heard || hasWorkOf(node.operations))) {
        called.add(name);
      }
    }
    called.forEach(uninformed::remove);
    return called;
  }

  /** Sorts the known nodes into a new class. */
  void fill(WorkClass work) {
    for (var node : idle.values()) {
      if (node.canServe(work.kind)) {
        node.classes.add(work);
        work.nodes.add(node);
      }
    }
  }

  /** Takes a node out of its classes, so that what it is sorted by may change. */
  private static void lift(Node node) {
    node.classes.forEach(work -> work.nodes.remove(node));
    node.classes.clear();
  }

  /** Puts a lifted node back, its credits having moved. */
  private void moved(Node node, long now) {
    node.idleSince = now;
    if (node.free() == 0) {
      idle.remove(node.name);
      return;
    }
    idle.putLast(node.name, node);
    for (var work : queue.classes()) {
      if (node.canServe(work.kind)) {
        node.classes.add(work);
        work.nodes.add(node);
      }
    }
  }
}
