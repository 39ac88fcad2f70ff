package io.gristworks.core.batch;

import io.gristworks.core.batch.BatchEvent.SuspectsNamed;
import io.gristworks.core.batch.BatchEvent.TasksQuarantined;
import io.gristworks.core.batch.Decision.Accepted;
import io.gristworks.core.batch.Decision.AlreadyTrue;
import io.gristworks.core.task.TaskSet;
import java.time.Instant;
import java.util.ArrayList;
import org.roaringbitmap.RoaringBitmap;

/**
 * What follows for the tasks that a node was running when it died: the first time they are
 * suspects, to be run alone; after so many more deaths as their job allows they are given up. Apart
 * from failed attempts, which they have none of: their nodes told of nothing.
 *
 * <p>Of a suspect only such deaths count in which it was run alone. A guilty task may have killed
 * several nodes before the first of them is back and tells of it, each time with the same innocent
 * ones beside it.
 */
final class CrashPolicy {
  private CrashPolicy() {}

  static Decision decide(
      JobProgress job,
      int at,
      TaskSet running,
      TaskSet alone,
      String node,
      String evidence,
      Instant now) {
    var blamed = running.bits().clone();
    blamed.andNot(job.settledAmong(blamed));
    var poison = new RoaringBitmap();
    for (var suspicion : job.suspects().suspicions()) {
      if (blamed.contains(suspicion.task())) {
        if (suspicion.knows(node) || !alone.contains(suspicion.task())) {
          blamed.remove(suspicion.task());
        } else if (suspicion.deaths().size() >= job.spec().options().crashBudget()) {
          poison.add(suspicion.task());
        }
      }
    }
    if (job.spec().options().crashBudget() == 0) {
      poison.or(blamed);
    }
    blamed.remove(job.tasks(), 1L << 32);
    poison.and(blamed);
    if (blamed.isEmpty() || job.control().isOver()) {
      return new AlreadyTrue();
    }
    var events = new ArrayList<BatchEvent>();
    events.add(new SuspectsNamed(at, TaskSet.owning(blamed), node, evidence, now));
    if (!poison.isEmpty()) {
      events.add(new TasksQuarantined(at, TaskSet.owning(poison), now));
    }
    return new Accepted(events);
  }
}
