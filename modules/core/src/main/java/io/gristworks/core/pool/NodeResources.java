package io.gristworks.core.pool;

import java.util.HashMap;
import java.util.Map;

/**
 * A node's named resources as a pool sees them: what the node has left, less what grants under way
 * will take.
 */
final class NodeResources {
  private final Map<String, Integer> free = new HashMap<>();
  private final Map<String, Integer> reserved = new HashMap<>();

  /** The node has said what is free; what is under way was very likely not known to it. */
  void handle(Map<String, Integer> told) {
    free.clear();
    free.putAll(told);
  }

  /** Whether there is as much as this. */
  boolean has(Map<String, Integer> needs) {
    for (var need : needs.entrySet()) {
      int left = free.getOrDefault(need.getKey(), 0) - reserved.getOrDefault(need.getKey(), 0);
      if (left < need.getValue()) {
        return false;
      }
    }
    return true;
  }

  /** Sets this aside for a grant. */
  void reserve(Map<String, Integer> needs) {
    needs.forEach((name, units) -> reserved.merge(name, units, Integer::sum));
  }

  /** A grant has ended: what was set aside for it is used up by a lease, or free again. */
  void release(Map<String, Integer> needs, boolean consumed) {
    needs.forEach(
        (name, units) -> {
          reserved.computeIfPresent(name, (_, all) -> all > units ? all - units : null);
          if (consumed) {
            free.computeIfPresent(name, (_, all) -> Math.max(0, all - units));
          }
        });
  }
}
