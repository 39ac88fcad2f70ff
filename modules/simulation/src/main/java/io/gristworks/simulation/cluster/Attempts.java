package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.Reports.Failure;
import io.gristworks.core.node.EndedAttempts;
import io.gristworks.core.task.TaskSet;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * Attempts of one lease that have ended.
 *
 * @param bytes what their outcomes take when stored
 * @param busyMicros how long handlers ran for them
 * @param firstEndedAt when the first of them ended
 */
record Attempts(
    TaskSet succeeded, List<Failure> failures, long bytes, long busyMicros, long firstEndedAt)
    implements EndedAttempts {
  Attempts {
    failures = List.copyOf(failures);
  }

  @Override
  public int size() {
    return succeeded.size() + failures.size();
  }

  @Override
  public TaskSet tasks() {
    if (failures.isEmpty()) {
      return succeeded;
    }
    var all = succeeded.bits().clone();
    failures.forEach(failure -> all.add(failure.task()));
    return TaskSet.owning(all);
  }

  /** The same without those of {@code refused}, whose time counts no more either. */
  Attempts without(TaskSet refused) {
    if (refused.isEmpty()) {
      return this;
    }
    var left = TaskSet.owning(RoaringBitmap.andNot(succeeded.bits(), refused.bits()));
    var failed = failures.stream().filter(each -> !refused.contains(each.task())).toList();
    long kept = (long) left.size() + failed.size();
    return new Attempts(
        left, failed, bytes * kept / size(), busyMicros * kept / size(), firstEndedAt);
  }
}
