package io.gristworks.engine.bulk;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchId;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.store.bulk.BulkStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * What bulk operations are carried out with.
 *
 * @param store where they are
 * @param control has an existing batch be as somebody wants it
 * @param clock the time of day
 * @param rest lets a thread that waits rest for so long
 * @param waiting runs what waits
 */
public record BulkPorts(
    BulkStore store,
    BiFunction<BatchId, BatchCommand, CompletionStage<CoordinatorReply.ToBatch>> control,
    InstantSource clock,
    Consumer<Duration> rest,
    Executor waiting) {}
