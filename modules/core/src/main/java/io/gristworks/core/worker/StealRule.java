package io.gristworks.core.worker;

/**
 * What an idle worker may take of a busy one's range. A steal costs some tens of microseconds, so
 * it must be worth more than that.
 *
 * @param worthNanos the least expected work, in nanoseconds, of a range that is divided
 */
public record StealRule(long worthNanos) {

  /**
   * Whether dividing pays.
   *
   * @param remaining tasks nobody has begun
   * @param meanNanos what a task takes on average, 0 if unknown: then it is worth a try
   * @param elapsedNanos how long the task that the range's worker is at has run
   */
  public boolean pays(int remaining, long meanNanos, long elapsedNanos) {
    if (remaining == 0) {
      return false;
    }
    return meanNanos == 0 || (double) remaining * Math.max(meanNanos, elapsedNanos) >= worthNanos;
  }

  /**
   * How many tasks a thief takes: half, in whole groups. The odd group is the thief's if the owner
   * is busy with another, and the owner's otherwise, for he will begin it at once.
   *
   * @param remaining tasks nobody has begun
   * @param group tasks of one call, from 1
   * @param begun whether the owner is at work
   */
  public int share(int remaining, int group, boolean begun) {
    if (remaining <= 0) {
      return 0;
    }
    int groups = Math.ceilDiv(remaining, group);
    int keeps = (begun ? groups / 2 : Math.ceilDiv(groups, 2)) * group;
    return Math.max(0, remaining - keeps);
  }
}
