package io.gristworks.core.batch;

import io.gristworks.core.task.TaskSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.roaringbitmap.RoaringBitmap;

/**
 * How many attempts tasks have behind them that have been given up, or have been taken up again: a
 * bitmap for each number of attempts, as few of them as there are numbers. What a report tells is
 * told from what an older attempt's would by it: a number is never used twice.
 */
final class AttemptCounts {
  private final TreeMap<Integer, RoaringBitmap> givenUp = new TreeMap<>();
  private final TreeMap<Integer, RoaringBitmap> takenUp = new TreeMap<>();

  AttemptCounts() {}

  AttemptCounts(List<JobStateSnapshot.Attempts> givenUp, List<JobStateSnapshot.Attempts> takenUp) {
    givenUp.forEach(each -> this.givenUp.put(each.attempts(), each.tasks().bits().clone()));
    takenUp.forEach(each -> this.takenUp.put(each.attempts(), each.tasks().bits().clone()));
  }

  /** Tasks were given up, each after {@code attempts}. */
  void giveUp(int attempts, RoaringBitmap tasks) {
    if (!tasks.isEmpty()) {
      givenUp.computeIfAbsent(attempts, _ -> new RoaringBitmap()).or(tasks);
      forget(takenUp, tasks);
    }
  }

  /** The same for one task. */
  void giveUp(int attempts, int task) {
    givenUp.computeIfAbsent(attempts, _ -> new RoaringBitmap()).add(task);
    if (!takenUp.isEmpty()) {
      forget(takenUp, RoaringBitmap.bitmapOf(task));
    }
  }

  /** Tasks that were given up are taken up again. */
  void takeUp(RoaringBitmap tasks) {
    givenUp.forEach(
        (attempts, those) -> {
          var again = RoaringBitmap.and(those, tasks);
          if (!again.isEmpty()) {
            takenUp.computeIfAbsent(attempts, _ -> new RoaringBitmap()).or(again);
          }
        });
    forget(givenUp, tasks);
  }

  /** Tasks that were taken up again have ended otherwise. */
  void end(RoaringBitmap tasks) {
    if (!takenUp.isEmpty()) {
      forget(takenUp, tasks);
    }
  }

  private static void forget(SortedMap<Integer, RoaringBitmap> where, RoaringBitmap tasks) {
    where.values().forEach(those -> those.andNot(tasks));
    where.values().removeIf(RoaringBitmap::isEmpty);
  }

  boolean isEmpty() {
    return takenUp.isEmpty();
  }

  /** How many attempts {@code task} had behind it when it was taken up again; 0 if it was not. */
  int takenUpAfter(int task) {
    return find(takenUp, task);
  }

  /** How many attempts {@code task} had behind it when it was given up or taken up. */
  int behind(int task) {
    int before = find(takenUp, task);
    return before > 0 ? before : find(givenUp, task);
  }

  private static int find(SortedMap<Integer, RoaringBitmap> where, int task) {
    for (var each : where.entrySet()) {
      if (each.getValue().contains(task)) {
        return each.getKey();
      }
    }
    return 0;
  }

  List<JobStateSnapshot.Attempts> givenUp() {
    return values(givenUp);
  }

  List<JobStateSnapshot.Attempts> takenUp() {
    return values(takenUp);
  }

  private static List<JobStateSnapshot.Attempts> values(SortedMap<Integer, RoaringBitmap> of) {
    return of.entrySet().stream()
        .map(each -> new JobStateSnapshot.Attempts(each.getKey(), TaskSet.copyOf(each.getValue())))
        .toList();
  }
}
