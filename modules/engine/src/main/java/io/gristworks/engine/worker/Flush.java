package io.gristworks.engine.worker;

import io.gristworks.core.batch.RetryPolicy;
import io.gristworks.engine.protocol.CoordinatorCommand.JobReport;
import io.gristworks.engine.worker.Gathering.Chunk;
import io.gristworks.engine.worker.Gathering.Settled;
import io.gristworks.store.segment.OutcomeSegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what a batch has gathered, one segment a job and all in one commit, until nothing is due
 * any more. Blocks its thread on the store; while the store fails it tries again, for ever: nothing
 * of what has run is given up.
 */
final class Flush implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Flush.class);
  private static final RetryPolicy AGAIN =
      new RetryPolicy(100, Duration.ofMillis(100), Duration.ofSeconds(5));

  private final Gathering gathering;
  private final Reporting reporting;

  private record Packed(List<OutcomeSegment> segments, List<JobReport> reports) {}

  Flush(Gathering gathering, Reporting reporting) {
    this.gathering = gathering;
    this.reporting = reporting;
  }

  @Override
  public void run() {
    for (var chunks = gathering.next(); !chunks.isEmpty(); chunks = gathering.next()) {
      try {
        var packed = packWatched(chunks);
        if (packed.segments.isEmpty() || write(packed.segments, chunks)) {
          gathering.stored(chunks, packed.reports);
        }
      } catch (RuntimeException defect) {
        // Not held any more, so their coordinator has these tasks run again.
        LOG.error("outcomes cannot be packed: batch={}", gathering.batch(), defect);
        giveUp(chunks);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private Packed packWatched(List<Chunk> chunks) {
    reporting.health().begins(this);
    try {
      return pack(chunks);
    } finally {
      reporting.health().ends(this);
    }
  }

  private Packed pack(List<Chunk> chunks) {
    var byJob = new TreeMap<Integer, List<Chunk>>();
    for (var chunk : chunks) {
      if (!chunk.lease().isDropped()) {
        byJob.computeIfAbsent(chunk.lease().terms().job(), _ -> new ArrayList<>()).add(chunk);
      }
    }
    var segments = new ArrayList<OutcomeSegment>(byJob.size());
    var reports = new ArrayList<JobReport>(byJob.size());
    var packer = reporting.lendPacker();
    try {
      byJob.forEach(
          (job, ofJob) -> {
            var draft = new JobDraft(packer);
            ofJob.forEach(chunk -> chunk.outcomes().pour(draft, chunk.refused()));
            if (!draft.isEmpty()) {
              var segment = packer.seal(gathering.batch(), job, reporting.freshId());
              segments.add(segment);
              reports.add(draft.report(job, segment.ref()));
            }
          });
    } finally {
      reporting.takeBack(packer);
    }
    return new Packed(segments, reports);
  }

  /** Whether they are stored; else they are no longer wanted, or the node has ended. */
  private boolean write(List<OutcomeSegment> segments, List<Chunk> chunks)
      throws InterruptedException {
    long began = reporting.means().nanos().getAsLong();
    for (int failures = 1; ; failures++) {
      try {
        reporting.means().store().writeOutcomes(segments);
        reporting.meters().stored(reporting.means().nanos().getAsLong() - began);
        return true;
      } catch (RuntimeException e) {
        if (reporting.isStopped()) {
          return false;
        }
        if (failures == 1 || failures % 20 == 0) {
          LOG.warn(
              "outcomes wait for the store: batch={} tries={}", gathering.batch(), failures, e);
        }
        Thread.sleep(AGAIN.wait(Math.min(failures, 30), reporting.means().random()));
      }
      if (chunks.stream().allMatch(chunk -> chunk.lease().isDropped())) {
        chunks.forEach(chunk -> reporting.settled(chunk.outcomes()));
        return false;
      }
    }
  }

  private void giveUp(List<Chunk> chunks) {
    var settled = new ArrayList<Settled>(chunks.size());
    for (var chunk : chunks) {
      reporting.settled(chunk.outcomes());
      settled.add(new Settled(chunk.lease(), chunk.outcomes().tasks()));
    }
    reporting.node().actor().tell(new WorkerNode.GivenUp(gathering.batch().value(), settled));
  }
}
