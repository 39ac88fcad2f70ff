package io.gristworks.gateway.results;

import io.gristworks.gateway.http.Offload;
import io.gristworks.store.segment.SegmentStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** The outcomes of some jobs, one after the other, as chunks of bytes. One thread at a time. */
final class OutcomeStream {
  private static final int CHUNK_ROWS = 512;

  private final SegmentStore store;
  private final Iterator<JobOutcomes> jobs;
  private final Rows rows;
  private final ArrayDeque<List<OutcomeWindows.Found>> ready = new ArrayDeque<>();
  private @Nullable Reading reading;
  private boolean ended;

  private record Reading(JobOutcomes job, OutcomeWindows windows, Inputs inputs) {}

  private OutcomeStream(SegmentStore store, List<JobOutcomes> jobs, Rows rows) {
    this.store = store;
    this.jobs = jobs.iterator();
    this.rows = rows;
  }

  /** The stream, of which each chunk is made on a thread that may block once it is asked for. */
  static Source<ByteString, NotUsed> of(
      SegmentStore store, List<JobOutcomes> jobs, Rows rows, Offload offload) {
    return Source.unfoldResourceAsync(
        () -> CompletableFuture.completedFuture(new OutcomeStream(store, jobs, rows)),
        stream -> offload.supply(stream::next),
        _ -> CompletableFuture.completedFuture(Done.getInstance()));
  }

  private Optional<ByteString> next() {
    while (true) {
      var now = reading;
      if (now == null) {
        if (!jobs.hasNext()) {
          return end();
        }
        reading = begin(jobs.next());
        continue;
      }
      if (ready.isEmpty() && !refill(now)) {
        reading = null;
        continue;
      }
      var bytes = rows.write(now.job(), ready.removeFirst(), now.inputs());
      if (bytes.length > 0) {
        return Optional.of(ByteString.fromArrayUnsafe(bytes));
      }
    }
  }

  /** Cuts the next window into chunks; says whether there was one. */
  private boolean refill(Reading now) {
    var window = now.windows().next();
    if (window == null) {
      return false;
    }
    for (int at = 0; at < window.size() || at == 0; at += CHUNK_ROWS) {
      ready.add(window.subList(at, Math.min(window.size(), at + CHUNK_ROWS)));
    }
    return true;
  }

  private Reading begin(JobOutcomes job) {
    var blocks = new OutcomeBlocks(store, job.batch());
    var segments = new ArrayList<>(job.segments());
    if (!job.quarantined().isEmpty()) {
      segments.add(blocks.quarantine(job.quarantined()));
    }
    var windows = new OutcomeWindows(job, segments, blocks::read);
    return new Reading(job, windows, new Inputs(store, job.inputs()));
  }

  private Optional<ByteString> end() {
    if (ended) {
      return Optional.empty();
    }
    ended = true;
    var last = rows.none();
    return last.length == 0 ? Optional.empty() : Optional.of(ByteString.fromArrayUnsafe(last));
  }
}
