package io.gristworks.core.lease;

import io.gristworks.core.task.TaskSet;
import java.util.Map;

/**
 * A lease to be sent to its node.
 *
 * @param number its number; it only grows
 * @param failedAttempts how often tasks of it have failed; those not named, never
 * @param seconds the expected work in it; 0 where nothing is known
 */
public record LeaseGrant(
    long number, int job, TaskSet tasks, Map<Integer, Integer> failedAttempts, double seconds) {}
