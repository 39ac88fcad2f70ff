package io.gristworks.engine.worker.resource;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What tasks take on this node, by operation: running means, told to pools. Learns with each
 * hand-over, not with each task; for any number of threads.
 */
public final class OperationPace {
  /** What the latest hand-over weighs. */
  private static final double WEIGHT = 0.1;

  private final Map<String, Double> seconds = new ConcurrentHashMap<>();

  /** So many tasks took so long in all. */
  public void learn(String operation, int tasks, long micros) {
    double sample = Math.max(1, micros) / 1e6 / tasks;
    seconds.merge(operation, sample, (known, latest) -> known + WEIGHT * (latest - known));
  }

  /** The means, in seconds. */
  Map<String, Double> seconds() {
    return new TreeMap<>(seconds);
  }
}
