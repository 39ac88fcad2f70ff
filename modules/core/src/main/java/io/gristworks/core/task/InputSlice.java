package io.gristworks.core.task;

/**
 * One stored segment of inputs and the tasks it stands for.
 *
 * @param upload the upload that brought it
 * @param segment its number within the upload, from 0
 * @param firstTask the index, within the job, of its first task
 * @param tasks how many tasks it holds
 */
public record InputSlice(String upload, int segment, int firstTask, int tasks) {}
