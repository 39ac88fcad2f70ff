package io.gristworks.core.node;

import io.gristworks.core.batch.Reports.Failure;
import io.gristworks.core.task.TaskSet;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * Attempts of one lease that have ended and are not yet acknowledged.
 *
 * @param lease the lease's number
 * @param job the job's place in its batch
 * @param bytes what their outcomes take when stored
 * @param busyMicros how long handlers ran for them
 */
public record Attempts(
    long lease, int job, TaskSet succeeded, List<Failure> failures, long bytes, long busyMicros) {
  /** Copies the list. */
  public Attempts {
    failures = List.copyOf(failures);
  }

  /** How many. */
  public int size() {
    return succeeded.size() + failures.size();
  }

  /** The tasks they are of. */
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
    var left = TaskSet.owning(RoaringBitmap.andNot(succeeded.bits(), refused.bits()));
    var failed = failures.stream().filter(each -> !refused.contains(each.task())).toList();
    long kept = (long) left.size() + failed.size();
    return new Attempts(
        lease, job, left, failed, bytes * kept / size(), busyMicros * kept / size());
  }
}
