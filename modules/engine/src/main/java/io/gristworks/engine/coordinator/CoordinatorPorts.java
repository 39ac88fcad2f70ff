package io.gristworks.engine.coordinator;

import io.gristworks.core.batch.AwaitedEnd;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Reports.StoredReport;
import io.gristworks.core.coordinator.Now;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.engine.protocol.PoolPort;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/**
 * What a coordinator needs of the world.
 *
 * @param pool the way to the pool
 * @param cpuBound whether an operation needs a core while it runs
 * @param records where it writes what others read
 * @param ended the coordinators of this node that stay though their batch has ended
 * @param others tells how another batch ended; nothing while it goes on
 * @param wake has a batch's coordinator run, wherever it belongs, once this one has ended
 * @param clock the time
 * @param nanos a clock for durations
 * @param jitter the chance in retries
 */
public record CoordinatorPorts(
    PoolPort pool,
    Predicate<String> cpuBound,
    Records records,
    EndedBatchCache ended,
    Function<BatchId, CompletionStage<Optional<AwaitedEnd>>> others,
    Consumer<BatchId> wake,
    InstantSource clock,
    LongSupplier nanos,
    RandomGenerator jitter) {

  /** The present, by both clocks. */
  Now now() {
    return new Now(clock.instant(), steady());
  }

  /** A moment for waits: it only goes forward; see {@link Now#steady}. */
  Instant steady() {
    return Instant.EPOCH.plusNanos(nanos.getAsLong());
  }

  /**
   * Rows beside the journal. Every call returns at once; all are idempotent. What is written ends
   * with {@link Done}, never with null: null that comes when the coordinator has ended is a dead
   * letter that Pekko cannot log.
   */
  public interface Records {
    /** Writes the rows for lists. */
    CompletionStage<Done> writeView(BatchStatus status);

    /** Marks an upload as part of a batch, so that it is not collected. */
    CompletionStage<Done> adopt(String upload);

    /**
     * Stores the successes in some segments of outcomes as inputs of a job, under an upload of
     * their own.
     *
     * @param job the place of the job that takes them
     */
    CompletionStage<InputPart> derive(BatchId batch, int job, List<SegmentRef> results);

    /**
     * Some of the outcome segments that are stored of a batch, counted or not.
     *
     * @param after only those behind this one; null for the first
     * @param limit the most to give, from 1
     */
    CompletionStage<List<UUID>> listSegments(BatchId batch, @Nullable UUID after, int limit);

    /** What exactly these outcome segments tell, as far as they are there. */
    CompletionStage<List<StoredReport>> readSegments(BatchId batch, List<UUID> segments);

    /** Deletes exactly these outcome segments. */
    CompletionStage<Done> deleteSegments(BatchId batch, List<UUID> segments);

    /** Deletes the checkpoints that were kept under leases of lower numbers. */
    CompletionStage<Done> deleteCheckpoints(BatchId batch, long leasesBefore);
  }
}
