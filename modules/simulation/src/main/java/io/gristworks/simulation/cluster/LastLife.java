package io.gristworks.simulation.cluster;

import io.gristworks.core.coordinator.CoordinatorNews.NodeDied;
import io.gristworks.core.task.TaskSet;
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
  LastLife(String died, List<AtWork> left, long now) {
    this.since = now;
    for (var each : left) {
      var terms = each.terms();
      var running = RoaringBitmap.bitmapOf(each.task());
      untold.merge(
          key(terms.batch(), terms.job()),
          blame(died, terms.batch(), terms.job(), running),
          (one, other) -> {
            running.or(one.news().running().bits());
            return blame(died, one.batch(), one.news().job(), running);
          });
    }
  }

  private static Words.Blame blame(String died, String batch, int job, RoaringBitmap running) {
    return new Words.Blame(
        batch, new NodeDied(died, job, TaskSet.owning(running), "it died while it ran them"));
  }

  private static String key(String batch, int job) {
    return batch + "." + job;
  }

  /** What has not been heard yet; said each second. */
  Collection<Words.Blame> untold() {
    return new ArrayList<>(untold.values());
  }

  void heard(Words.Blamed answer) {
    untold.remove(key(answer.batch(), answer.job()));
  }

  /** Whether work may be taken. */
  boolean isOver(long now) {
    return untold.isEmpty() || now - since > PATIENCE_NANOS;
  }
}
