package io.gristworks.engine.worker;

import io.gristworks.core.worker.Capacity;
import io.gristworks.engine.protocol.CoordinatorCommand.HeldLease;
import io.gristworks.engine.protocol.NodeCommand;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The leases that this node holds, by batch and number. Threads: the node's actor. */
final class LeaseBook {
  private final Map<String, TreeMap<Long, LeaseWork>> byBatch = new HashMap<>();

  /** Whether the lease is held already: it came twice. */
  boolean holds(NodeCommand.Lease lease) {
    return find(lease.batch(), lease.number()) != null;
  }

  boolean holds(LeaseWork lease) {
    return find(lease.terms().batch(), lease.terms().number()) == lease;
  }

  void add(LeaseWork lease) {
    byBatch
        .computeIfAbsent(lease.terms().batch(), _ -> new TreeMap<>())
        .put(lease.terms().number(), lease);
  }

  @Nullable LeaseWork find(String batch, long number) {
    var leases = byBatch.get(batch);
    return leases == null ? null : leases.get(number);
  }

  Collection<LeaseWork> of(String batch) {
    var leases = byBatch.get(batch);
    return leases == null ? List.of() : leases.values();
  }

  /** Whether tasks of a lease that has come are here already, under another one. */
  boolean overlaps(NodeCommand.Lease lease) {
    for (var held : of(lease.batch())) {
      if (held.terms().job() == lease.job() && held.hasAnyOf(lease.tasks())) {
        return true;
      }
    }
    return false;
  }

  /** The batches with leases. */
  Set<String> batches() {
    return Set.copyOf(byBatch.keySet());
  }

  /** As their coordinator wants to hear of a batch's leases; dropped ones count while they run. */
  List<HeldLease> held(String batch) {
    return of(batch).stream().map(LeaseWork::held).toList();
  }

  /** Takes out the leases of a batch that are over. */
  List<LeaseWork> takeOver(String batch) {
    var leases = byBatch.get(batch);
    if (leases == null) {
      return List.of();
    }
    var over = new ArrayList<LeaseWork>();
    for (var lease : leases.values()) {
      if (lease.isOver()) {
        over.add(lease);
      }
    }
    over.forEach(lease -> leases.remove(lease.terms().number()));
    if (leases.isEmpty()) {
      byBatch.remove(batch);
    }
    return over;
  }

  int size() {
    return byBatch.values().stream().mapToInt(TreeMap::size).sum();
  }

  /** Whether a lease is held that nobody has begun, be it that it is still made ready. */
  boolean holdsUnbegun() {
    for (var leases : byBatch.values()) {
      for (var lease : leases.values()) {
        if (lease.isUnbegun()) {
          return true;
        }
      }
    }
    return false;
  }

  /** The lease of a job with most that nobody has begun; null if there is nothing of it. */
  @Nullable LeaseWork richest(String batch, int job) {
    LeaseWork richest = null;
    for (var lease : of(batch)) {
      if (lease.terms().job() == job
          && lease.unstarted() > (richest == null ? 0 : richest.unstarted())) {
        richest = lease;
      }
    }
    return richest;
  }

  /** What the leases that still have something to run keep of what is scarce. */
  void countIn(Rooms.Use use) {
    for (var leases : byBatch.values()) {
      for (var lease : leases.values()) {
        if (!lease.isRunThrough()) {
          use.add(lease.terms().operation());
        }
      }
    }
  }

  /** What the node wants beside the leases that still have something to run. */
  Capacity.Want wanted(Capacity capacity) {
    int unfinished = 0;
    int cpu = 0;
    for (var leases : byBatch.values()) {
      for (var lease : leases.values()) {
        if (!lease.isRunThrough()) {
          unfinished++;
          cpu += lease.isCpuBound() ? 1 : 0;
        }
      }
    }
    return capacity.beside(unfinished, cpu);
  }
}
