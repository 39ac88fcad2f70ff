package io.gristworks.core.batch;

/**
 * Results of one job that are to become tasks of another.
 *
 * @param source the place of the job whose results they are
 * @param from the first of its segments of outcomes that is no tasks yet, in the order of
 *     acceptance
 * @param end the one behind the last
 */
public record ResultFeed(int source, int from, int end) {}
