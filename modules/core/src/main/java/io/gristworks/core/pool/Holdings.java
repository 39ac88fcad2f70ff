package io.gristworks.core.pool;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What nodes hold, as far as they have told a pool that has just begun. */
final class Holdings {
  /** Of each node, by job. */
  private final Map<String, Map<JobKey, NodeHolding>> told = new HashMap<>();

  /** The nodes that have not told yet what they hold. */
  private final Set<String> awaited = new HashSet<>();

  /** A node may hold something. */
  void await(String node) {
    if (!told.containsKey(node)) {
      awaited.add(node);
    }
  }

  boolean areKnown() {
    return awaited.isEmpty();
  }

  /**
   * A node has told all that it holds.
   *
   * @return the jobs of which it holds, or held, something
   */
  Set<JobKey> told(String node, List<NodeHolding> holdings) {
    awaited.remove(node);
    var now = new TreeMap<JobKey, NodeHolding>();
    holdings.forEach(each -> now.put(each.job(), each));
    var touched = new TreeSet<>(now.keySet());
    var before = told.put(node, now);
    if (before != null) {
      touched.addAll(before.keySet());
    }
    return touched;
  }

  /** A node is gone, and runs nothing. */
  Set<JobKey> gone(String node) {
    awaited.remove(node);
    var before = told.remove(node);
    return before == null ? Set.of() : new TreeSet<>(before.keySet());
  }

  /** A job as it is known by what nodes hold; nothing where none holds anything of it. */
  Optional<JobOffer> offerOf(JobKey job) {
    NodeHolding any = null;
    long tasks = 0;
    for (var node : told.values()) {
      var holding = node.get(job);
      if (holding != null) {
        any = holding;
        tasks += holding.tasks();
      }
    }
    return any == null ? Optional.empty() : Optional.of(any.asOffer(tasks));
  }

  /** Nobody's count depends on it any more. */
  void clear() {
    told.clear();
  }
}
