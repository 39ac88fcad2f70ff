package io.gristworks.handler;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * How an operation's tasks are run unless the job says otherwise.
 *
 * @param execution what the tasks mostly do
 * @param timeout the time of one attempt; for a {@link BulkHandler}, of one group
 * @param batchSize the most tasks of one call to a {@link BulkHandler}; 1 for a {@link TaskHandler}
 * @param inputsField another name, beside {@code tasks}, under which a job may list its inputs,
 *     such as {@code symbols}
 * @param needs named resources of a node that a call holds while it runs, such as {@code gpu}, and
 *     how many units of each, from 1; at most {@value #NEEDS_MAX} of them; a node has as many as
 *     {@code gristworks.worker.resources} says
 * @param external whether calls go to a service outside that bears only so many at once: each node
 *     then finds out by its answers how many, see {@link TooBusy}
 */
public record Traits(
    Execution execution,
    Duration timeout,
    int batchSize,
    String inputsField,
    Map<String, Integer> needs,
    boolean external) {

  /** What a task mostly does while it runs. */
  public enum Execution {
    /** Computes. Held to the node's cores; runs on platform threads. */
    CPU_BOUND,
    /** Waits for something outside. Runs on virtual threads, as many as the node has workers. */
    WAITING
  }

  /** The time of one attempt where nobody says otherwise. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

  /** The most named resources that one operation may need. */
  public static final int NEEDS_MAX = 16;

  /** Checks the bounds. */
  public Traits {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive, was " + timeout);
    }
    if (batchSize < 1 || batchSize > 10_000) {
      throw new IllegalArgumentException("batchSize must be 1 to 10000, was " + batchSize);
    }
    if (needs.size() > NEEDS_MAX) {
      throw new IllegalArgumentException(
          "an operation needs at most " + NEEDS_MAX + " resources, not " + needs.size());
    }
    needs.forEach(Traits::checkNeed);
    needs = Map.copyOf(needs);
  }

  /** Of an operation that needs no resource of a node, and asks no service outside. */
  public Traits(Execution execution, Duration timeout, int batchSize, String inputsField) {
    this(execution, timeout, batchSize, inputsField, Map.of(), false);
  }

  private static void checkNeed(String resource, int units) {
    if (!resource.matches("[a-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException(
          "a resource's name is 1 to 64 of a-z, 0-9, _ and -, was '" + resource + "'");
    }
    if (units < 1) {
      throw new IllegalArgumentException(
          "units of " + resource + " must be at least 1, was " + units);
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
    return new Traits(execution, longest, batchSize, inputsField, needs, external);
  }

  /** The same with groups of at most {@code tasks}. */
  public Traits withBatchSize(int tasks) {
    return new Traits(execution, timeout, tasks, inputsField, needs, external);
  }

  /** The same with a second name for the list of inputs. */
  public Traits withInputsField(String name) {
    return new Traits(execution, timeout, batchSize, name, needs, external);
  }

  /**
   * The same with calls that hold so many units of a named resource beside what they held.
   *
   * @param resource 1 to 64 of {@code [a-z0-9_-]}
   * @param units from 1
   */
  public Traits withNeed(String resource, int units) {
    var more = new TreeMap<>(needs);
    more.put(resource, units);
    return new Traits(execution, timeout, batchSize, inputsField, more, external);
  }

  /** The same with calls that go to a service outside. */
  public Traits toService() {
    return new Traits(execution, timeout, batchSize, inputsField, needs, true);
  }
}
