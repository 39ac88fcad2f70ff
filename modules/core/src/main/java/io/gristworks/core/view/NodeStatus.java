package io.gristworks.core.view;

import java.time.Instant;
import java.util.List;

/**
 * A worker node as it sees itself.
 *
 * @param name its host and port, and a number that is another one after each start
 * @param startedAt when its JVM started
 * @param workers how many tasks, or groups, it can run at once
 * @param cpuWorkers how many of them may be CPU-bound
 * @param busyWorkers how many run now
 * @param leases how many leases it holds
 * @param tasksDone tasks it has run since it started, failed attempts included
 * @param unreportedOutcomes outcomes not yet acknowledged by their coordinators
 * @param stolen how many times a worker of it took part of another worker's range
 * @param abandonedThreads threads that did not yield to an interrupt and still run
 * @param draining whether it takes no more work
 * @param operations what it can run
 * @param load how its host presses it, and what it has beside workers
 */
public record NodeStatus(
    String name,
    Instant startedAt,
    int workers,
    int cpuWorkers,
    int busyWorkers,
    int leases,
    long tasksDone,
    long unreportedOutcomes,
    long stolen,
    int abandonedThreads,
    boolean draining,
    List<String> operations,
    NodeLoad load) {
  /** The same under another load. */
  public NodeStatus with(NodeLoad other) {
    return new NodeStatus(
        name,
        startedAt,
        workers,
        cpuWorkers,
        busyWorkers,
        leases,
        tasksDone,
        unreportedOutcomes,
        stolen,
        abandonedThreads,
        draining,
        operations,
        other);
  }
}
