package io.gristworks.core.batch;

import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Tasks of one job that wait for a moment: a bitmap for each moment. Moments are rounded by {@link
 * RetryPolicy#due}, so that there are few of them however many tasks wait, and a task costs two to
 * three bytes.
 */
public final class DueTasks {
  private final TreeMap<Instant, RoaringBitmap> byDue = new TreeMap<>();
  private final RoaringBitmap all = new RoaringBitmap();

  /** These wait until {@code due}, and for no other moment. */
  public void add(RoaringBitmap tasks, Instant due) {
    remove(tasks);
    byDue.computeIfAbsent(due, _ -> new RoaringBitmap()).or(tasks);
    all.or(tasks);
  }

  /** These wait no more. */
  public void remove(RoaringBitmap tasks) {
    if (RoaringBitmap.intersects(all, tasks)) {
      all.andNot(tasks);
      byDue.values().forEach(those -> those.andNot(tasks));
      byDue.values().removeIf(RoaringBitmap::isEmpty);
    }
  }

  /** Takes out those that are due at {@code now}. */
  public RoaringBitmap takeDue(Instant now) {
    var due = new RoaringBitmap();
    while (!byDue.isEmpty() && !byDue.firstKey().isAfter(now)) {
      due.or(byDue.pollFirstEntry().getValue());
    }
    all.andNot(due);
    return due;
  }

  /** When the next ones are due, if any wait. */
  public Optional<Instant> next() {
    return byDue.isEmpty() ? Optional.empty() : Optional.of(byDue.firstKey());
  }

  /** When {@code task} is due; null where it does not wait. */
  public @Nullable Instant dueOf(int task) {
    if (all.contains(task)) {
      for (var each : byDue.entrySet()) {
        if (each.getValue().contains(task)) {
          return each.getKey();
        }
      }
    }
    return null;
  }

  /** Calls {@code each} for every moment and those that wait for it, the first moment first. */
  public void forEach(BiConsumer<Instant, RoaringBitmap> each) {
    byDue.forEach(each);
  }

  /** All that wait; for reading. */
  public RoaringBitmap all() {
    return all;
  }
}
