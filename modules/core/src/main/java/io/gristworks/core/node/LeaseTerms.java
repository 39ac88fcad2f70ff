package io.gristworks.core.node;

import io.gristworks.core.task.TaskSet;
import java.util.Map;

/**
 * What a coordinator asks a node to run.
 *
 * @param batch the batch's id
 * @param job the job's place in it, from 0
 * @param number the lease's number; it only grows within the batch
 * @param failedAttempts how often tasks of it have failed before; those not named, never
 * @param operation what its tasks are run with
 * @param cpuBound whether its tasks need a core while they run
 * @param alone whether it is one task that was running when a node died: no two such run on one
 *     node at a time
 * @param queue the queue of its job
 * @param tenant who pays for it
 * @param pool the epoch of the pool that granted it
 */
public record LeaseTerms(
    String batch,
    int job,
    long number,
    TaskSet tasks,
    Map<Integer, Integer> failedAttempts,
    String operation,
    boolean cpuBound,
    boolean alone,
    String queue,
    String tenant,
    long pool) {
  /** Copies the map. */
  public LeaseTerms {
    failedAttempts = Map.copyOf(failedAttempts);
  }

  /** Which attempt the next one of {@code task} is, from 1. */
  public int attempt(int task) {
    return failedAttempts.isEmpty() ? 1 : 1 + failedAttempts.getOrDefault(task, 0);
  }
}
