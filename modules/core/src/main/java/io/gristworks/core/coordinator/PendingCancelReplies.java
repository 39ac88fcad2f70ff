package io.gristworks.core.coordinator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Those who asked for a cancellation and are answered once no node starts anything more of it: when
 * every node that held leases has said so of every job, or is gone, or has had its time.
 */
final class PendingCancelReplies {
  /**
   * One who waits.
   *
   * @param turn the least that a node's answer must name
   * @param open by node, the jobs of which it has not yet said that it starts nothing more
   */
  private record Asked(long asker, long turn, TreeMap<String, Set<Integer>> open) {}

  private final List<Asked> waiting = new ArrayList<>();

  void await(Collection<Integer> jobs, Set<String> nodes, long asker, long turn) {
    var open = new TreeMap<String, Set<Integer>>();
    nodes.forEach(node -> open.put(node, new TreeSet<>(jobs)));
    waiting.add(new Asked(asker, turn, open));
  }

  /** Whether somebody waits for a node's word on a job. */
  boolean waitFor(String node, int job) {
    return waiting.stream()
        .anyMatch(asked -> asked.open.getOrDefault(node, Set.of()).contains(job));
  }

  /**
   * A node starts no more of these jobs; gives those who can be answered now.
   *
   * @param turn of which cancellation it had heard
   */
  List<Long> quiet(String node, Collection<Integer> jobs, long turn) {
    for (var asked : waiting) {
      if (asked.turn <= turn) {
        asked.open.computeIfPresent(
            node,
            (_, left) -> {
              left.removeAll(jobs);
              return left.isEmpty() ? null : left;
            });
      }
    }
    return answered();
  }

  /** A node is gone. */
  List<Long> gone(String node) {
    waiting.forEach(asked -> asked.open.remove(node));
    return answered();
  }

  private List<Long> answered() {
    var answered = waiting.stream().filter(asked -> asked.open.isEmpty()).toList();
    waiting.removeAll(answered);
    return answered.stream().map(Asked::asker).toList();
  }

  /** Time is over; gives all who still wait. */
  List<Long> all() {
    var answered = waiting.stream().map(Asked::asker).toList();
    waiting.clear();
    return answered;
  }
}
