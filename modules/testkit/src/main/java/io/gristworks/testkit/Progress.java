package io.gristworks.testkit;

/**
 * How far a run was at some moment.
 *
 * @param completed tasks with an outcome
 * @param total all tasks accepted
 */
public record Progress(long completed, long total) {}
