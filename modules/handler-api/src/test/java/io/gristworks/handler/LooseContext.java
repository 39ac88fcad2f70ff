package io.gristworks.handler;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A task on its own, for tests of operations: no cluster behind it, counters kept here. */
public final class LooseContext implements TaskContext {
  private final Map<String, Long> counters = new HashMap<>();
  private boolean cancelled;

  /** What the handler has counted. */
  public Map<String, Long> counters() {
    return counters;
  }

  /** From now on it is told that it is cancelled. */
  public void cancel() {
    cancelled = true;
  }

  @Override
  public String batch() {
    return "batch";
  }

  @Override
  public String job() {
    return "job";
  }

  @Override
  public long task() {
    return 0;
  }

  @Override
  public Optional<String> customId() {
    return Optional.empty();
  }

  @Override
  public int attempt() {
    return 1;
  }

  @Override
  public long lease() {
    return 1;
  }

  @Override
  public Instant deadline() {
    return Instant.MAX;
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public void count(String name, long delta) {
    counters.merge(name, delta, Long::sum);
  }
}
