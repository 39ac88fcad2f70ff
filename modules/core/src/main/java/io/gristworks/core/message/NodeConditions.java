package io.gristworks.core.message;

import java.util.Map;

/**
 * What speaks for or against a node, beside its free workers.
 *
 * @param load the share of its CPU in use, by whomever, 0 to 1; 0 where nothing is known
 * @param pressed whether its host presses it, so that others are served before it
 * @param free units of its named resources that no lease it holds needs, by the resource's name
 * @param needs by operation, how many units of which resources a lease of it needs; operations that
 *     need none are not named
 * @param taskSeconds by operation, what a task has taken there of late; empty where that was said
 *     before, or nothing is known
 */
public record NodeConditions(
    double load,
    boolean pressed,
    Map<String, Integer> free,
    Map<String, Map<String, Integer>> needs,
    Map<String, Double> taskSeconds) {
  /** Of a node of which nothing is known. */
  public static final NodeConditions NOTHING =
      new NodeConditions(0, false, Map.of(), Map.of(), Map.of());

  /** Brings the numbers into their bounds; . */
  public NodeConditions {
    load = load > 0 ? Math.min(load, 1) : 0; // also for NaN
    free = Map.copyOf(free);
    needs = Map.copyOf(needs);
    taskSeconds = Map.copyOf(taskSeconds);
  }

  /** The same where leases of operations need this. */
  public NodeConditions with(Map<String, Map<String, Integer>> other) {
    return new NodeConditions(load, pressed, free, other, taskSeconds);
  }

  /** What a lease of an operation needs. */
  public Map<String, Integer> needsOf(String operation) {
    return needs.isEmpty() ? Map.of() : needs.getOrDefault(operation, Map.of());
  }
}
