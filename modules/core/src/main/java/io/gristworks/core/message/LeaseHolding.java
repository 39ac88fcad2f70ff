package io.gristworks.core.message;

import io.gristworks.core.task.TaskSet;

/**
 * A lease as its node sees it.
 *
 * @param number the lease's number
 * @param job the job's place in its batch
 * @param tasks the tasks of it whose outcome has not been reported and acknowledged
 * @param unstarted how many of them nobody has begun
 */
public record LeaseHolding(long number, int job, TaskSet tasks, int unstarted) {}
