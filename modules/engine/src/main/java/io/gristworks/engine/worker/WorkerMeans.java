package io.gristworks.engine.worker;

import io.gristworks.engine.operation.OperationCatalog;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.store.segment.SegmentStore;
import java.time.InstantSource;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a worker node works with.
 *
 * @param catalog what it can run
 * @param store where inputs and outcomes lie
 * @param clock the time of day
 * @param nanos a clock for durations, {@code System::nanoTime}
 * @param random for keys and jitter; safe for many threads
 * @param coordinators tells the coordinator of a batch, wherever it is by now; safe for many
 *     threads
 */
public record WorkerMeans(
    OperationCatalog catalog,
    SegmentStore store,
    InstantSource clock,
    LongSupplier nanos,
    RandomGenerator random,
    BiConsumer<String, CoordinatorCommand> coordinators) {}
