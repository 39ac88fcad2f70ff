package io.gristworks.core.lease;

import io.gristworks.core.task.TaskSet;
import java.util.Map;

/**
 * A lease to be sent to its node.
 *
 * @param number its number; it only grows
 * @param failedAttempts how often tasks of it have failed; those not named, never
 * @param alone whether it is one task that was running when a node died: no two such run on one
 *     node at once, so that only the guilty one is seen to die twice
 * @param seconds the expected work in it; 0 where nothing is known
 */
public record LeaseGrant(
    long number,
    int job,
    TaskSet tasks,
    Map<Integer, Integer> failedAttempts,
    boolean alone,
    double seconds) {}
