package io.gristworks.simulation.cluster;

import io.gristworks.core.message.JobKey;
import io.gristworks.core.message.ToCoordinator.Blame;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.task.TaskSet;
import io.gristworks.simulation.Mutation;
import io.gristworks.simulation.check.ExecutingTask;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.roaringbitmap.RoaringBitmap;

/**
 * What a node was running when it died, as its ledger has kept it: told to the coordinators in its
 * next life, before it takes work again.
 */
final class LastLife {
  private static final long PATIENCE_NANOS = Duration.ofSeconds(15).toNanos();

  private final TreeMap<JobKey, Blame> untold = new TreeMap<>();
  private final long since;

  /** The ledger of a machine that has not lived yet: {@code left} is empty. */
  LastLife(String died, List<ExecutingTask> left, long now, Mutation mutation) {
    this.since = now;
    for (var each : left) {
      var terms = each.terms();
      var one = TaskSet.of(each.task());
      boolean isAlone = terms.alone() || mutation == Mutation.BLAMES_THE_NEIGHBOURS;
      var alone = isAlone ? one : TaskSet.empty();
      untold.merge(
          new JobKey(terms.batch(), terms.job()),
          new Blame(died, terms.job(), one, alone, "it died running it"),
          LastLife::both);
    }
  }

  private static Blame both(Blame one, Blame other) {
    return new Blame(
        one.died(),
        one.job(),
        both(one.running(), other.running()),
        both(one.alone(), other.alone()),
        one.evidence());
  }

  private static TaskSet both(TaskSet one, TaskSet other) {
    return TaskSet.owning(RoaringBitmap.or(one.bits(), other.bits()));
  }

  /** What has not been heard yet; said each second. */
  Map<JobKey, Blame> untold() {
    return new TreeMap<>(untold);
  }

  void heard(ToNode.Blamed answer) {
    untold.remove(new JobKey(answer.batch(), answer.job()));
  }

  /** Whether work may be taken. */
  boolean isOver(long now) {
    return untold.isEmpty() || now - since > PATIENCE_NANOS;
  }
}
