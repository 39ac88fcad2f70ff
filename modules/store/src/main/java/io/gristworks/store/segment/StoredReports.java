package io.gristworks.store.segment;

import io.gristworks.core.batch.Reports.Failure;
import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.batch.Reports.StoredReport;
import io.gristworks.core.task.TaskSet;
import java.util.ArrayList;
import java.util.SortedMap;
import java.util.TreeMap;
import org.roaringbitmap.RoaringBitmap;

/** What a node says of a segment that it has stored, from the segment alone. */
public final class StoredReports {
  private StoredReports() {}

  /** The report of a segment. */
  public static StoredReport of(OutcomeSegment segment) {
    var block = OutcomeBlock.read(segment.payload());
    var succeeded = new RoaringBitmap();
    var later = new TreeMap<Integer, RoaringBitmap>();
    var failures = new ArrayList<Failure>();
    long busyMicros = 0;
    for (int at = 0; at < block.entries(); at++) {
      int task = block.task(at);
      int attempt = block.attempt(at);
      var error = block.error(at);
      busyMicros += block.micros(at);
      if (error != null) {
        failures.add(new Failure(task, attempt, error.kind(), error.message(), error.permanent()));
      } else {
        succeeded.add(task);
        if (attempt > 1) {
          later.computeIfAbsent(attempt, _ -> new RoaringBitmap()).add(task);
        }
      }
    }
    SortedMap<Integer, TaskSet> attempts = new TreeMap<>();
    later.forEach((attempt, tasks) -> attempts.put(attempt, TaskSet.owning(tasks)));
    return new StoredReport(
        new JobReport(
            segment.job(),
            segment.ref(),
            TaskSet.owning(succeeded),
            failures,
            new TreeMap<>(block.counters()),
            busyMicros),
        attempts);
  }
}
