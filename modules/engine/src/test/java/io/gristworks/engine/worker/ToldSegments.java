package io.gristworks.engine.worker;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.view.OutcomePage;
import io.gristworks.engine.protocol.Cluster.NoAnswer;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.engine.worker.settings.WorkerMeans;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A coordinator that tells of segments, a few at a time, and now and then not at all. */
final class ToldSegments implements WorkerMeans.SegmentPages {
  static final int PAGE = 3;

  final Map<String, List<SegmentRef>> byJob = new ConcurrentHashMap<>();
  final AtomicInteger asked = new AtomicInteger();
  final AtomicInteger failuresToCome = new AtomicInteger();

  @Override
  public CompletionStage<CoordinatorReply.ToSegments> read(BatchId batch, String job, int from) {
    asked.incrementAndGet();
    if (failuresToCome.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return CompletableFuture.failedFuture(new NoAnswer("as told", new IllegalStateException()));
    }
    var all = byJob.getOrDefault(job, List.of());
    int end = Math.min(all.size(), from + PAGE);
    return CompletableFuture.completedFuture(
        new CoordinatorReply.SegmentPage(
            1,
            0,
            0,
            new OutcomePage(
                List.copyOf(all.subList(Math.min(from, end), end)),
                end < all.size() ? end : -1,
                TaskSet.empty(),
                TaskSet.empty(),
                TaskSet.empty(),
                List.of())));
  }
}
