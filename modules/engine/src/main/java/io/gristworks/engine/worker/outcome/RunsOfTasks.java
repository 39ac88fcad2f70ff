package io.gristworks.engine.worker.outcome;

import org.roaringbitmap.RoaringBitmap;

/** Builds a set of tasks; consecutive ones, the usual case, are added at once. One thread. */
final class RunsOfTasks {
  private final RoaringBitmap bits = new RoaringBitmap();
  private long start;
  private long end;

  void add(int task) {
    if (task != end || start == end) {
      bits.add(start, end);
      start = task;
    }
    end = task + 1L;
  }

  /** All that was added. */
  RoaringBitmap bits() {
    bits.add(start, end);
    return bits;
  }
}
