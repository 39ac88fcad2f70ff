package io.gristworks.core.worker;

import java.time.Duration;

/**
 * When the outcomes of a batch that have gathered on a node are stored and reported: at once if
 * nothing more is to come, else when there are enough of them or one is old. While a flush is under
 * way the next one gathers, however much that is: one commit for all of it.
 *
 * @param bytes how much is enough
 * @param linger how old an outcome may get
 */
public record FlushRule(long bytes, Duration linger) {

  /**
   * Whether to flush now.
   *
   * @param outcomes how many have gathered
   * @param gathered how many bytes they have
   * @param ageNanos how long ago the oldest ended, in nanoseconds
   * @param running how many workers run tasks of the batch
   * @param flushing whether a flush is under way
   */
  public boolean isDue(int outcomes, long gathered, long ageNanos, int running, boolean flushing) {
    return outcomes > 0
        && !flushing
        && (running == 0 || gathered >= bytes || ageNanos >= linger.toNanos());
  }
}
