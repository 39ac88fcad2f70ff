package io.gristworks.core.pool;

import java.util.HashMap;
import java.util.Map;

/**
 * What a task of an operation takes on a node, beside what it takes on the others: 1 is like
 * everywhere. Bounded, as jobs of one operation differ, too, and a slow node is of use.
 */
final class TaskCosts {
  private static final double MOST = 4;

  /** The costs heard for an operation, of all nodes that have told one. */
  private static final class Sum {
    double seconds;
    int nodes;
  }

  private final Map<String, Sum> sums = new HashMap<>();

  /**
   * Replaces what a node has told.
   *
   * @param before what it told before; changed to {@code now}
   * @return by operation, its cost beside the mean of all
   */
  Map<String, Double> handle(Map<String, Double> before, Map<String, Double> now) {
    forget(before);
    before.clear();
    now.forEach(
        (operation, seconds) -> {
          if (seconds > 0) { // false for NaN
            before.put(operation, seconds);
            var sum = sums.computeIfAbsent(operation, _ -> new Sum());
            sum.seconds += seconds;
            sum.nodes++;
          }
        });
    var relative = new HashMap<String, Double>();
    before.forEach(
        (operation, seconds) -> {
          var sum = sums.getOrDefault(operation, new Sum());
          relative.put(operation, Math.clamp(seconds * sum.nodes / sum.seconds, 1 / MOST, MOST));
        });
    return relative;
  }

  /** Forgets what a node has told. */
  void forget(Map<String, Double> told) {
    told.forEach(
        (operation, seconds) -> {
          var sum = sums.get(operation);
          if (sum != null && --sum.nodes == 0) {
            sums.remove(operation);
          } else if (sum != null) {
            sum.seconds -= seconds;
          }
        });
  }
}
