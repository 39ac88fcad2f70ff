package io.gristworks.core.batch;

/**
 * How a batch ended that this one has waited for.
 *
 * @param batch its id
 * @param status the status in which it ended
 * @param failed how many tasks of it failed
 */
public record AwaitedEnd(String batch, Status status, long failed) {}
