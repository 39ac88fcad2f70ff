package io.gristworks.core.load;

/**
 * How many workers a node has, moved between its bounds: more by a quarter while all of them are
 * busy (mostly waiting, as the CPU has room) and work waits for a worker, fewer by an eighth while
 * less than half of them are busy, or the host presses.
 *
 * <p>A step up leaves more than half of the workers busy and a step down less than nine tenths, so
 * the one never calls for the other: with the same reading for ever the number moves one way, and
 * stops.
 *
 * @param workers how many there are now
 * @param full readings in a row that spoke for more
 * @param slack readings in a row that spoke for fewer
 */
public record WorkerCount(int workers, int full, int slack) {
  private static final double FULL = 0.9;
  private static final double HALF = 0.5;

  /** So many to begin with, brought between the bounds. */
  public static WorkerCount of(int workers, WorkerCountSettings rules) {
    return new WorkerCount(Math.clamp(workers, rules.least(), rules.most()), 0, 0);
  }

  /** What follows from another reading. */
  public WorkerCount after(WorkerUsage now, WorkerCountSettings rules) {
    if (now.pressed() || now.busy() < HALF * workers) {
      // Under pressure at once; for want of work only after a while, as the next may come soon.
      boolean go = now.pressed() || slack + 1 >= rules.idle();
      return go ? to(workers - step(8), rules) : new WorkerCount(workers, 0, slack + 1);
    }
    boolean hasRoom = Double.isNaN(now.cpu()) || now.cpu() < rules.spareCpu();
    if (now.busy() >= FULL * workers && now.waiting() > 0 && hasRoom) {
      return full + 1 >= rules.patience()
          ? to(workers + step(4), rules)
          : new WorkerCount(workers, full + 1, 0);
    }
    return new WorkerCount(workers, 0, 0);
  }

  private int step(int part) {
    return Math.max(1, workers / part);
  }

  private static WorkerCount to(int wish, WorkerCountSettings rules) {
    return new WorkerCount(Math.clamp(wish, rules.least(), rules.most()), 0, 0);
  }
}
