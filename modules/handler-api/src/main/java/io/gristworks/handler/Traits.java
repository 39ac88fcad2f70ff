package io.gristworks.handler;

import java.time.Duration;

/**
 * How an operation's tasks are run unless the job says otherwise.
 *
 * @param execution what the tasks mostly do
 * @param timeout the time of one attempt; for a {@link BulkHandler}, of one group
 * @param batchSize the most tasks of one call to a {@link BulkHandler}; 1 for a {@link TaskHandler}
 * @param inputsField another name, beside {@code tasks}, under which a job may list its inputs,
 *     such as {@code symbols}
 */
public record Traits(Execution execution, Duration timeout, int batchSize, String inputsField) {

  /** What a task mostly does while it runs. */
  public enum Execution {
    /** Computes. Held to the node's cores; runs on platform threads. */
    CPU_BOUND,
    /** Waits for something outside. Runs on virtual threads, as many as the node has workers. */
    WAITING
  }

  /** The time of one attempt where nobody says otherwise. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

  /** Checks the bounds. */
  public Traits {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive, was " + timeout);
    }
    if (batchSize < 1 || batchSize > 10_000) {
      throw new IllegalArgumentException("batchSize must be 1 to 10000, was " + batchSize);
    }
  }

  /** Tasks that compute, one at a time, each in at most 60 s. */
  public static Traits cpuBound() {
    return new Traits(Execution.CPU_BOUND, DEFAULT_TIMEOUT, 1, "tasks");
  }

  /** Tasks that mostly wait, one at a time, each for at most 60 s. */
  public static Traits waiting() {
    return new Traits(Execution.WAITING, DEFAULT_TIMEOUT, 1, "tasks");
  }

  /** The same with another time for one attempt. */
  public Traits withTimeout(Duration longest) {
    return new Traits(execution, longest, batchSize, inputsField);
  }

  /** The same with groups of at most {@code tasks}. */
  public Traits withBatchSize(int tasks) {
    return new Traits(execution, timeout, tasks, inputsField);
  }

  /** The same with a second name for the list of inputs. */
  public Traits withInputsField(String name) {
    return new Traits(execution, timeout, batchSize, name);
  }
}
