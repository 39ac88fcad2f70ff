package io.gristworks.core.batch;

/**
 * A batch that must have ended in a certain way before another one starts. As a batch can name only
 * batches that exist when it is submitted, batches never wait for each other in a circle.
 *
 * @param batch its id
 * @param condition how it must have ended
 */
public record BatchDependency(String batch, Condition condition) {}
