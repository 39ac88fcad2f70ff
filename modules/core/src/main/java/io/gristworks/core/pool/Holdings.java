package io.gristworks.core.pool;

import io.gristworks.core.message.JobKey;
import io.gristworks.core.message.JobOffer;
import io.gristworks.core.message.NodeHolding;
import io.gristworks.core.message.NodeHoldings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What nodes hold, as far as they have told a pool that has just begun. */
final class Holdings {
  /** By node. */
  private final Map<String, OfNode> told = new HashMap<>();

  /** What one node has told. */
  private static final class OfNode {
    final TreeMap<JobKey, NodeHolding> jobs = new TreeMap<>();

    /** Up to which job it has told all; null where not even of the first. */
    @Nullable JobKey upTo;

    boolean isWhole;

    /** Of a part behind one that was lost, nothing is known of what is between. */
    void cover(NodeHoldings part) {
      if (part.after() == null || (upTo != null && part.after().compareTo(upTo) <= 0)) {
        isWhole |= part.last();
        if (!part.last()) {
          var end = part.jobs().getLast().job();
          upTo = upTo == null || end.compareTo(upTo) > 0 ? end : upTo;
        }
      }
    }
  }

  /** A node may hold something. */
  void await(String node) {
    told.computeIfAbsent(node, _ -> new OfNode());
  }

  boolean areKnown() {
    return told.values().stream().allMatch(node -> node.isWhole);
  }

  /**
   * A node has told what it holds, or a part of it.
   *
   * @return the jobs of which it holds, or held, something
   */
  Set<JobKey> told(String node, NodeHoldings part) {
    var known = told.computeIfAbsent(node, _ -> new OfNode());
    known.cover(part);
    var touched = new TreeSet<JobKey>();
    known.jobs.keySet().stream().filter(part::covers).forEach(touched::add);
    known.jobs.keySet().removeAll(touched);
    for (var holding : part.jobs()) {
      known.jobs.put(holding.job(), holding);
      touched.add(holding.job());
    }
    return touched;
  }

  /** A node is gone, and runs nothing. */
  Set<JobKey> gone(String node) {
    var known = told.remove(node);
    return known == null ? Set.of() : known.jobs.keySet();
  }

  /** A job as it is known by what nodes hold; nothing where none holds anything of it. */
  Optional<JobOffer> offerOf(JobKey job) {
    NodeHolding any = null;
    long tasks = 0;
    for (var node : told.values()) {
      var holding = node.jobs.get(job);
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
