package io.gristworks.simulation.cluster;

import io.gristworks.core.coordinator.CoordinatorInput.NodeDied;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.task.TaskSet;
import io.gristworks.simulation.Mutation;
import io.gristworks.simulation.check.AtWork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.roaringbitmap.RoaringBitmap;

/**
 * What a node was running when it died, as its ledger has kept it: told to the coordinators in its
 * next life, before it takes work again.
 */
final class LastLife {
  private static final long PATIENCE_NANOS = Duration.ofSeconds(15).toNanos();

  private final TreeMap<String, Words.Blame> untold = new TreeMap<>();
  private final long since;

  /** The ledger of a machine that has not lived yet: {@code left} is empty. */
  LastLife(String died, List<AtWork> left, long now, Mutation mutation) {
    this.since = now;
    for (var each : left) {
      var terms = each.terms();
      var one = TaskSet.of(each.task());
      boolean isAlone = terms.alone() || mutation == Mutation.BLAMES_THE_NEIGHBOURS;
      var alone = isAlone ? one : TaskSet.empty();
      untold.merge(
          key(terms.batch(), terms.job()),
          new Words.Blame(
              terms.batch(), new NodeDied(died, terms.job(), one, alone, "it died running it")),
          LastLife::both);
    }
  }

  private static Words.Blame both(Words.Blame one, Words.Blame other) {
    var first = one.news();
    return new Words.Blame(
        one.batch(),
        new NodeDied(
            first.node(),
            first.job(),
            both(first.running(), other.news().running()),
            both(first.alone(), other.news().alone()),
            first.evidence()));
  }

  private static TaskSet both(TaskSet one, TaskSet other) {
    return TaskSet.owning(RoaringBitmap.or(one.bits(), other.bits()));
  }

  private static String key(String batch, int job) {
    return batch + "." + job;
  }

  /** What has not been heard yet; said each second. */
  Collection<Words.Blame> untold() {
    return new ArrayList<>(untold.values());
  }

  void heard(ToNode.Blamed answer) {
    untold.remove(key(answer.batch(), answer.job()));
  }

  /** Whether work may be taken. */
  boolean isOver(long now) {
    return untold.isEmpty() || now - since > PATIENCE_NANOS;
  }
}
