package io.gristworks.engine.worker.run;

import io.gristworks.core.task.Text;
import io.gristworks.engine.worker.lease.LeaseWork;
import io.gristworks.handler.CheckpointUnavailable;
import io.gristworks.handler.TaskContext;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One attempt as its handler sees it. What is counted after its end counts for nothing. */
final class RunningTask implements TaskContext {
  private static final int NAME_MAX = 64;

  private final LeaseWork lease;
  private final RunningCall call;
  private final int task;
  private final int attempt;
  private final long beganAt;
  private Map<String, Long> counters = Map.of();

  /**
   * An attempt that begins.
   *
   * @param beganAt by the clock for durations
   */
  RunningTask(LeaseWork lease, RunningCall call, int task, long beganAt) {
    this.lease = lease;
    this.call = call;
    this.task = task;
    this.attempt = lease.attempt(task);
    this.beganAt = beganAt;
  }

  @Override
  public String batch() {
    return lease.terms().batch();
  }

  @Override
  public String job() {
    return lease.terms().jobName();
  }

  @Override
  public long task() {
    return task;
  }

  @Override
  public Optional<String> customId() {
    return Optional.ofNullable(lease.inputs().customId(task));
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public long lease() {
    return lease.terms().number();
  }

  @Override
  public Instant deadline() {
    return call.deadline(beganAt);
  }

  @Override
  public boolean isCancelled() {
    return lease.isDropped() || call.isOverdue(beganAt);
  }

  @Override
  public synchronized void count(String name, long delta) {
    check(name);
    if (counters.isEmpty()) {
      counters = new HashMap<>();
    }
    counters.merge(name, delta, Long::sum);
  }

  @Override
  public void progress(String step, double percent) {
    if (step.length() > STEP_MAX) {
      throw new IllegalArgumentException(
          "a step has at most " + STEP_MAX + " characters, not " + step.length());
    }
    if (!(percent >= 0 && percent <= 100)) {
      throw new IllegalArgumentException("percent is 0 to 100, not " + percent);
    }
    call.says(beganAt, task, Text.wellFormed(step), percent);
  }

  @Override
  public void saveCheckpoint(byte[] state) throws CheckpointUnavailable {
    if (call.isLeft() || lease.isDropped()) {
      throw new CheckpointUnavailable(
          "this attempt's time is over: nothing of it is kept any more", null);
    }
    call.checkpoints().save(task, state);
  }

  @Override
  public Optional<byte[]> checkpoint() throws CheckpointUnavailable {
    return call.checkpoints().read(task);
  }

  private static void check(String name) {
    boolean fits = !name.isEmpty() && name.length() <= NAME_MAX;
    for (int at = 0; fits && at < name.length(); at++) {
      char c = name.charAt(at);
      fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "a counter's name is 1 to 64 of a-z, 0-9 and _, not '" + name + "'");
    }
  }

  /** What was counted so far; not counted again afterwards. */
  synchronized Map<String, Long> takeCounters() {
    var taken = counters;
    counters = Map.of();
    return taken;
  }
}
