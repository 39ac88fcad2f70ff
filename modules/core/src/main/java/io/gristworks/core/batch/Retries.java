package io.gristworks.core.batch;

import io.gristworks.core.batch.BatchEvent.Retry;
import io.gristworks.core.task.TaskSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * The tasks of one job that have failed and have no outcome: a bitmap for each number of failed
 * attempts, and one for each moment at which some are due. Of moments that have passed nothing is
 * kept: their tasks may be tried at any time.
 */
final class Retries {
  /** Stands for all moments that have passed. */
  private static final Instant PASSED = Instant.EPOCH;

  private final TreeMap<Integer, RoaringBitmap> byAttempts = new TreeMap<>();
  private final RoaringBitmap all = new RoaringBitmap();
  private final DueTasks waiting = new DueTasks();

  Retries() {}

  /** As {@link #groups} told. */
  Retries(List<Retry> groups) {
    put(groups);
  }

  /** Tasks have failed once more. */
  void put(List<Retry> groups) {
    var told = new RoaringBitmap();
    groups.forEach(group -> told.or(group.tasks().bits()));
    remove(told);
    all.or(told);
    for (var group : groups) {
      var tasks = group.tasks().bits();
      byAttempts.computeIfAbsent(group.failedAttempts(), _ -> new RoaringBitmap()).or(tasks);
      if (group.due().isAfter(PASSED)) {
        waiting.add(tasks, group.due());
      }
    }
  }

  /** These have their outcome. */
  void remove(RoaringBitmap tasks) {
    waiting.remove(tasks);
    if (RoaringBitmap.intersects(all, tasks)) { // most tasks never fail
      all.andNot(tasks);
      byAttempts.values().forEach(those -> those.andNot(tasks));
      byAttempts.values().removeIf(RoaringBitmap::isEmpty);
    }
  }

  /** Forgets moments up to {@code now}. */
  void passed(Instant now) {
    waiting.takeDue(now);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** How many attempts of {@code task} have failed; 0 where it is not among these. */
  int failedAttempts(int task) {
    for (var each : byAttempts.entrySet()) {
      if (each.getValue().contains(task)) {
        return each.getKey();
      }
    }
    return 0;
  }

  /** The same of several tasks, into {@code failedOf}; those not among these are left out. */
  void failedAttempts(RoaringBitmap some, Map<Integer, Integer> failedOf) {
    byAttempts.forEach(
        (attempts, tasks) ->
            RoaringBitmap.and(tasks, some).forEach((int task) -> failedOf.put(task, attempts)));
  }

  /** When {@code task} is due; null where it may be tried at any time, or is not among these. */
  @Nullable Instant dueOf(int task) {
    return waiting.dueOf(task);
  }

  /** All of them as values, the fewest attempts and the first moments first. */
  List<Retry> groups() {
    var groups = new ArrayList<Retry>();
    byAttempts.forEach(
        (attempts, tasks) -> {
          add(RoaringBitmap.andNot(tasks, waiting.all()), attempts, PASSED, groups);
          waiting.forEach(
              (due, those) -> add(RoaringBitmap.and(tasks, those), attempts, due, groups));
        });
    return groups;
  }

  private static void add(RoaringBitmap tasks, int attempts, Instant due, List<Retry> to) {
    if (!tasks.isEmpty()) {
      to.add(new Retry(TaskSet.owning(tasks), attempts, due));
    }
  }
}
