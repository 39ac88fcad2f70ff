package io.gristworks.core.worker;

import java.time.Duration;

/**
 * When the outcomes of a batch that have gathered on a node are stored and reported: at once if
 * nothing more is to come, else when there are enough of them or one is old. While a flush is under
 * way the next one gathers, however much that is: one commit for all of it.
 *
 * @param bytes how much is enough
 * @param linger how old an outcome may get, where few nodes work for the batch
 */
public record FlushRule(long bytes, Duration linger) {
  /** So many may report as often as they like: a coordinator hears 2,000 reports a second. */
  private static final int FREE_NODES = 36;

  /** For each one more: so that of a thousand it hears 200 a second. */
  private static final Duration PER_NODE = Duration.ofMillis(5);

  /** Of a node that dies so much work is lost at most; a thousand nodes take all of it. */
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /** The rule where so many nodes report to one coordinator; from 0, where that is not known. */
  public FlushRule among(int nodes) {
    var shared = PER_NODE.multipliedBy(Math.max(0, nodes - FREE_NODES));
    var stretched = shared.compareTo(LONGEST) < 0 ? shared : LONGEST;
    return stretched.compareTo(linger) <= 0 ? this : new FlushRule(bytes, stretched);
  }

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
