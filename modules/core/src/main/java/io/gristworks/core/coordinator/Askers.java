package io.gristworks.core.coordinator;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Those who asked for a cancellation and are answered once no node starts anything more of it: when
 * every node that held leases has said so, or is gone, or has had its time.
 */
final class Askers {
  private record Asked(List<Integer> jobs, Set<String> nodes, long asker) {}

  private final List<Asked> waiting = new ArrayList<>();

  void await(List<Integer> jobs, Set<String> nodes, long asker) {
    waiting.add(new Asked(jobs, new TreeSet<>(nodes), asker));
  }

  /** A node starts no more of these jobs; gives those who can be answered now. */
  List<Long> quiet(String node, List<Integer> jobs) {
    return quiet(node, asked -> jobs.containsAll(asked.jobs));
  }

  /** A node is gone. */
  List<Long> gone(String node) {
    return quiet(node, _ -> true);
  }

  private List<Long> quiet(String node, Predicate<Asked> which) {
    waiting.stream().filter(which).forEach(asked -> asked.nodes.remove(node));
    var answered = waiting.stream().filter(asked -> asked.nodes.isEmpty()).toList();
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
