package io.gristworks.operations.bulkembed;

import io.gristworks.handler.TaskContext;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A task on its own: no cluster behind it, counters kept here. */
final class LooseContext implements TaskContext {
  private final Map<String, Long> counters = new HashMap<>();
  private boolean cancelled;

  Map<String, Long> counters() {
    return counters;
  }

  void cancel() {
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
