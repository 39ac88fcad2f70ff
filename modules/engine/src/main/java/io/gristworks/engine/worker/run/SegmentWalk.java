package io.gristworks.engine.worker.run;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.engine.worker.settings.WorkerMeans;
import io.gristworks.store.segment.OutcomeBlock;
import io.gristworks.store.segment.SegmentStore.MissingSegment;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * One way through the segments that a reduce task receives, job by job, in the order of acceptance.
 * Holds one page of references at a time. One call at a time.
 */
final class SegmentWalk {
  private final BatchId batch;
  private final List<ToNode.FanIn> parts;
  private final WorkerMeans means;
  private int part;
  private int at;
  private List<SegmentRef> page = List.of();
  private int pageFrom;

  SegmentWalk(ToNode.Lease terms, WorkerMeans means) {
    this.batch = new BatchId(terms.batch());
    this.parts = terms.fanIn();
    this.means = means;
  }

  /** A segment, unpacked, and whose it is. */
  record Stop(String job, OutcomeBlock block) {}

  /**
   * The next segment, read from the store; empty behind the last. Blocks. Where it throws, it
   * stands where it stood.
   */
  Optional<Stop> next() {
    while (part < parts.size() && at == parts.get(part).segments()) {
      part++;
      at = 0;
      page = List.of();
    }
    if (part == parts.size()) {
      return Optional.empty();
    }
    var from = parts.get(part);
    var segment = means.store().readOutcomes(batch, ref(from));
    var stop = new Stop(from.job(), OutcomeBlock.read(segment.payload()));
    at++;
    return Optional.of(stop);
  }

  private SegmentRef ref(ToNode.FanIn from) {
    if (at < from.refs().size()) {
      return from.refs().get(at);
    }
    if (page.isEmpty() || at - pageFrom >= page.size()) {
      page = ask(from.job());
      pageFrom = at;
    }
    return page.get(at - pageFrom);
  }

  private List<SegmentRef> ask(String job) {
    try {
      var reply = means.segments().read(batch, job, at).toCompletableFuture().join();
      if (reply instanceof CoordinatorReply.SegmentPage(_, _, _, var page)
          && !page.segments().isEmpty()) {
        return page.segments();
      }
      throw new MissingSegment(
          "the coordinator of batch " + batch + " knows no segment " + at + " of job " + job);
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException why ? why : e;
    }
  }
}
