package io.gristworks.core.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import org.roaringbitmap.RoaringBitmap;

/**
 * The tasks of a job that wait for their next attempt, as a bitmap for each moment at which some
 * are due: ten million take a few bytes each, not a hundred. Moments are of the steady clock, and
 * rounded up, so that no task is due too early, nor more than {@link #GRAIN} too late.
 */
final class WaitingTasks {
  /** How much later than it could a task may be due. */
  static final Duration GRAIN = Duration.ofMillis(50);

  private final TreeMap<Long, RoaringBitmap> byDue = new TreeMap<>();
  private final RoaringBitmap all = new RoaringBitmap();

  void add(int task, Instant due) {
    if (all.contains(task)) {
      remove(RoaringBitmap.bitmapOf(task));
    }
    byDue.computeIfAbsent(grain(due), _ -> new RoaringBitmap()).add(task);
    all.add(task);
  }

  private static long grain(Instant due) {
    return Math.ceilDiv(due.plusNanos(999_999).toEpochMilli(), millis());
  }

  private static long millis() {
    return GRAIN.toMillis();
  }

  /** These wait no more. */
  void remove(RoaringBitmap tasks) {
    if (RoaringBitmap.intersects(all, tasks)) {
      all.andNot(tasks);
      byDue.values().forEach(those -> those.andNot(tasks));
      byDue.values().removeIf(RoaringBitmap::isEmpty);
    }
  }

  /** Takes out those that are due. */
  RoaringBitmap takeDue(Instant now) {
    var due = new RoaringBitmap();
    long upTo = Math.floorDiv(now.toEpochMilli(), millis());
    while (!byDue.isEmpty() && byDue.firstKey() <= upTo) {
      due.or(byDue.pollFirstEntry().getValue());
    }
    all.andNot(due);
    return due;
  }

  /** When the next ones are due, if any wait. */
  Optional<Instant> next() {
    return byDue.isEmpty()
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(byDue.firstKey() * millis()));
  }

  /** All that wait; for reading. */
  RoaringBitmap all() {
    return all;
  }
}
