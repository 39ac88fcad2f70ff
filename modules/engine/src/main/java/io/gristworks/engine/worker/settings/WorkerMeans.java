package io.gristworks.engine.worker.settings;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.load.HostReading;
import io.gristworks.engine.operation.OperationCatalog;
import io.gristworks.engine.protocol.CoordinatorCommand;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.engine.thread.NodeFailure;
import io.gristworks.store.checkpoint.Checkpoints;
import io.gristworks.store.segment.SegmentStore;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What a worker node works with.
 *
 * @param catalog what it can run
 * @param store where inputs and outcomes lie
 * @param checkpoints where attempts keep something for those that follow
 * @param clock the time of day
 * @param nanos a clock for durations, {@code System::nanoTime}
 * @param random for keys and jitter; safe for many threads
 * @param coordinators tells the coordinator of a batch, wherever it is by now; safe for many
 *     threads
 * @param host reads the host and the JVM; may take a while
 * @param segments asks the coordinator of a batch for segments of outcomes
 * @param failure ends this node where it cannot go on
 */
public record WorkerMeans(
    OperationCatalog catalog,
    SegmentStore store,
    Checkpoints checkpoints,
    InstantSource clock,
    LongSupplier nanos,
    RandomGenerator random,
    BiConsumer<String, CoordinatorCommand> coordinators,
    Supplier<HostReading> host,
    SegmentPages segments,
    NodeFailure failure) {

  /** Which segments of outcomes of a job have been accepted; for any number of threads. */
  @FunctionalInterface
  public interface SegmentPages {
    /**
     * Some of them in the order of acceptance; the stage fails where nobody answers in time.
     *
     * @param job the job's name
     * @param from how many to leave out
     */
    CompletionStage<CoordinatorReply.ToSegments> read(BatchId batch, String job, int from);
  }
}
