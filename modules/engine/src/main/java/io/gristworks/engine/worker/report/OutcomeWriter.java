package io.gristworks.engine.worker.report;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.batch.RetryPolicy;
import io.gristworks.core.node.NodeEffect.Chunk;
import io.gristworks.core.worker.SegmentIds;
import io.gristworks.engine.worker.outcome.JobDraft;
import io.gristworks.engine.worker.outcome.LeaseOutcomes;
import io.gristworks.engine.worker.settings.WorkerMeans;
import io.gristworks.engine.worker.thread.NodeHealth;
import io.gristworks.engine.worker.thread.NodeThreads;
import io.gristworks.store.segment.OutcomePacker;
import io.gristworks.store.segment.OutcomeSegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores outcomes of a batch, one segment a job and all in one commit. While the store fails it
 * tries again, for ever: nothing of what has run is given up. For any number of threads.
 */
public final class OutcomeWriter {
  private static final Logger LOG = LoggerFactory.getLogger(OutcomeWriter.class);
  private static final RetryPolicy AGAIN =
      new RetryPolicy(100, Duration.ofMillis(100), Duration.ofSeconds(5));

  private final String node;
  private final WorkerMeans means;
  private final WorkerMeters meters;
  private final NodeThreads threads;
  private final NodeHealth health;
  private final ConcurrentLinkedQueue<OutcomePacker> packers = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  private record Packed(List<OutcomeSegment> segments, List<JobReport> reports) {}

  /** Writes for the node of that name. */
  public OutcomeWriter(
      String node, WorkerMeans means, WorkerMeters meters, NodeThreads threads, NodeHealth health) {
    this.node = node;
    this.means = means;
    this.meters = meters;
    this.threads = threads;
    this.health = health;
  }

  /**
   * Has outcomes stored, on a thread of its own.
   *
   * @param then told on that thread: a report for each job, none where nothing of it is wanted any
   *     more; empty where it cannot be stored, ever. Told nothing where the node ends before
   */
  void write(
      String batch, List<Chunk<LeaseOutcomes>> chunks, Consumer<Optional<List<JobReport>>> then) {
    try {
      threads.flushes().execute(() -> storeNow(batch, chunks, then));
    } catch (RejectedExecutionException e) {
      if (!stopped) {
        throw e;
      }
    }
  }

  /** Nothing more will be stored: the node ends. */
  public void stop() {
    stopped = true;
  }

  private void storeNow(
      String batch, List<Chunk<LeaseOutcomes>> chunks, Consumer<Optional<List<JobReport>>> then) {
    Packed packed;
    try {
      packed = pack(new BatchId(batch), chunks);
    } catch (RuntimeException defect) {
      LOG.error("outcomes cannot be packed: batch={}", batch, defect);
      then.accept(Optional.empty());
      return;
    }
    try {
      if (packed.segments.isEmpty()) {
        then.accept(Optional.of(List.of()));
      } else if (store(batch, packed.segments, chunks)) {
        then.accept(Optional.of(packed.reports));
      } else if (!stopped) {
        then.accept(Optional.of(List.of()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Packed pack(BatchId batch, List<Chunk<LeaseOutcomes>> chunks) {
    var byJob = new TreeMap<Integer, List<Chunk<LeaseOutcomes>>>();
    for (var chunk : chunks) {
      if (!chunk.lease().isDropped()) {
        byJob.computeIfAbsent(chunk.lease().terms().job(), _ -> new ArrayList<>()).add(chunk);
      }
    }
    var segments = new ArrayList<OutcomeSegment>(byJob.size());
    var reports = new ArrayList<JobReport>(byJob.size());
    var packer = lendPacker();
    health.begins(packer);
    try {
      byJob.forEach(
          (job, ofJob) -> {
            var draft = new JobDraft(packer);
            ofJob.forEach(chunk -> chunk.attempts().outcomes().pour(draft, chunk.refused()));
            if (!draft.isEmpty()) {
              var segment =
                  packer.seal(
                      batch, job, SegmentIds.ofLease(Chunk.lastLease(ofJob), means.random()));
              segments.add(segment);
              reports.add(draft.report(job, segment.ref()));
            }
          });
    } finally {
      health.ends(packer);
      packer.clear();
      packers.add(packer);
    }
    return new Packed(segments, reports);
  }

  private OutcomePacker lendPacker() {
    var packer = packers.poll();
    return packer == null ? new OutcomePacker(node) : packer;
  }

  /** Whether they are stored; else they are no longer wanted, or the node has ended. */
  private boolean store(
      String batch, List<OutcomeSegment> segments, List<Chunk<LeaseOutcomes>> chunks)
      throws InterruptedException {
    long began = means.nanos().getAsLong();
    for (int failures = 1; ; failures++) {
      try {
        means.store().writeOutcomes(segments);
        meters.stored(means.nanos().getAsLong() - began);
        return true;
      } catch (RuntimeException e) {
        if (stopped) {
          return false;
        }
        if (failures == 1 || failures % 20 == 0) {
          LOG.warn("outcomes wait for the store: batch={} tries={}", batch, failures, e);
        }
        Thread.sleep(AGAIN.wait(Math.min(failures, 30), means.random()));
      }
      if (chunks.stream().allMatch(chunk -> chunk.lease().isDropped())) {
        return false;
      }
    }
  }
}
