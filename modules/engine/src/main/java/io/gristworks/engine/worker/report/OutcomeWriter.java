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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores outcomes of batches, one segment a job, and what is there of all batches in one commit: a
 * write that finds none under way begins at once, and what comes meanwhile is stored together by
 * the next. So a node with work of hundreds of batches needs two threads for it, and a commit is
 * shared by as many as the database is slow for. While the store fails it tries again, for ever:
 * nothing of what has run is given up. What could not be stored once is tried again alone, so that
 * it keeps no other batch's outcomes back. For any number of threads.
 */
public final class OutcomeWriter {
  private static final Logger LOG = LoggerFactory.getLogger(OutcomeWriter.class);
  private static final RetryPolicy AGAIN =
      new RetryPolicy(100, Duration.ofMillis(100), Duration.ofSeconds(5));

  /** So many flushes in one commit; each is of 128 KiB of outcomes, as its report is bounded. */
  private static final int FLUSHES_MOST = 64;

  private final String node;
  private final WorkerMeans means;
  private final WorkerMeters meters;
  private final NodeThreads threads;
  private final NodeHealth health;
  private final ConcurrentLinkedQueue<OutcomePacker> packers = new ConcurrentLinkedQueue<>();
  private final Deque<Flush> waiting = new ArrayDeque<>();
  private int writing;
  private volatile boolean stopped;

  private record Packed(List<OutcomeSegment> segments, List<JobReport> reports) {
    static final Packed NOTHING = new Packed(List.of(), List.of());
  }

  /** Outcomes of one batch that are to be stored. */
  private static final class Flush {
    final String batch;
    final List<Chunk<LeaseOutcomes>> chunks;
    final Consumer<Optional<List<JobReport>>> then;
    Packed packed = Packed.NOTHING;
    int failures;

    Flush(
        String batch, List<Chunk<LeaseOutcomes>> chunks, Consumer<Optional<List<JobReport>>> then) {
      this.batch = batch;
      this.chunks = chunks;
      this.then = then;
    }

    boolean isWanted() {
      return !chunks.stream().allMatch(chunk -> chunk.lease().isDropped());
    }
  }

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
    add(new Flush(batch, chunks, then));
  }

  /** Nothing more will be stored: the node ends. */
  public void stop() {
    stopped = true;
  }

  private void add(Flush flush) {
    synchronized (waiting) {
      waiting.addLast(flush);
      if (writing == NodeThreads.FLUSHES_MOST) {
        return;
      }
      writing++;
    }
    try {
      threads.flushes().execute(this::writeAll);
    } catch (RejectedExecutionException e) {
      if (!stopped) {
        throw e;
      }
    }
  }

  private void writeAll() {
    boolean broken = true;
    try {
      for (var group = next(); !group.isEmpty(); group = next()) {
        store(group);
      }
      broken = false;
    } finally {
      if (broken) { // a defect of ours, which the thread's end reports
        synchronized (waiting) {
          writing--;
        }
      }
    }
  }

  /** What to store next, in one commit; nothing where this thread is needed no longer. */
  private List<Flush> next() {
    var group = new ArrayList<Flush>();
    synchronized (waiting) {
      while (group.size() < FLUSHES_MOST && !waiting.isEmpty()) {
        if (waiting.getFirst().failures > 0 && !group.isEmpty()) {
          break;
        }
        group.add(waiting.removeFirst());
        if (group.getFirst().failures > 0) {
          break;
        }
      }
      writing -= group.isEmpty() ? 1 : 0;
    }
    return group;
  }

  private void store(List<Flush> group) {
    var packed = group.stream().filter(this::isPacked).toList();
    var segments = packed.stream().flatMap(flush -> flush.packed.segments.stream()).toList();
    try {
      if (!segments.isEmpty()) {
        long began = means.nanos().getAsLong();
        means.store().writeOutcomes(segments);
        meters.stored(means.nanos().getAsLong() - began);
      }
    } catch (RuntimeException e) {
      packed.forEach(flush -> failed(flush, e));
      return;
    }
    packed.forEach(flush -> flush.then.accept(Optional.of(flush.packed.reports)));
  }

  /** Packs it, unless that was done before. */
  private boolean isPacked(Flush flush) {
    if (flush.failures > 0) {
      return true;
    }
    try {
      flush.packed = pack(new BatchId(flush.batch), flush.chunks);
      return true;
    } catch (RuntimeException defect) {
      LOG.error("outcomes cannot be packed: batch={}", flush.batch, defect);
      flush.then.accept(Optional.empty());
      return false;
    }
  }

  private void failed(Flush flush, RuntimeException why) {
    if (stopped) {
      return;
    }
    flush.failures++;
    if (flush.failures == 1 || flush.failures % 20 == 0) {
      LOG.warn("outcomes wait for the store: batch={} tries={}", flush.batch, flush.failures, why);
    }
    var wait = AGAIN.wait(Math.min(flush.failures, 30), means.random());
    try {
      var _ = threads.timer().schedule(() -> again(flush), wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the node has ended", e);
    }
  }

  private void again(Flush flush) {
    if (flush.isWanted()) {
      add(flush);
    } else {
      flush.then.accept(Optional.of(List.of()));
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
}
