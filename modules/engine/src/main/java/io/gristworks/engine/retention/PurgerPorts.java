package io.gristworks.engine.retention;

import io.gristworks.core.batch.BatchId;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.store.retention.BatchDeletion;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;

/**
 * What the purger needs of the world.
 *
 * @param remains what it deletes
 * @param retire has a coordinator retire, if its batch ended before a moment
 * @param clock the time
 * @param waiting runs what waits for the database
 */
public record PurgerPorts(
    BatchDeletion remains,
    BiFunction<BatchId, Instant, CompletionStage<CoordinatorReply.ToBatch>> retire,
    InstantSource clock,
    Executor waiting) {}
