package io.gristworks.engine.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task that runs now.
 *
 * @param task its index in the job
 * @param attempt which attempt, from 1
 * @param node the worker node that runs it
 * @param since when its handler was called; of a group, for all of it
 * @param step what the handler said that it is doing; null where it said nothing
 * @param percent how far it said to be, 0 to 100; null where it said nothing
 */
public record TaskAtWork(
    int task,
    int attempt,
    String node,
    Instant since,
    @Nullable String step,
    @Nullable Double percent) {}
