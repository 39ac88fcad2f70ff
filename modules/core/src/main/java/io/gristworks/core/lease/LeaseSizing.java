package io.gristworks.core.lease;

/**
 * How many tasks the next lease gets: guided self-scheduling (Polychronopoulos and Kuck, 1987), a
 * share of what remains over all workers, bounded by expected time.
 */
final class LeaseSizing {
  /**
   * Where few workers serve a queue one of them is seldom free, and who is new there waits for
   * that: so their leases are shorter. With so much for each of them a pool gives 250 leases a
   * second.
   */
  private static final double LONGEST_PER_WORKER = 4e-3;

  private static final double LONGEST_AT_LEAST = 0.2;

  private LeaseSizing() {}

  /**
   * The number of tasks, at least 1 and at most {@code pending}.
   *
   * @param pending how many wait, at least 1
   * @param workers how many workers serve the queue, at least 1
   * @param taskSeconds the expected time of one; 0 where nothing is known
   * @param group how many run in one call; a lease is not smaller where there are so many
   */
  static int tasks(
      int pending, int workers, double taskSeconds, int group, LeaseSettings settings) {
    double share = Math.ceil((double) pending / (2.0 * workers));
    double wanted;
    if (taskSeconds <= 0) {
      wanted = Math.min(share, settings.probe());
    } else {
      double least = settings.shortest().toNanos() / 1e9 / taskSeconds;
      double most = longest(workers, settings) / taskSeconds;
      wanted = Math.min(Math.max(share, least), most);
    }
    wanted = Math.max(wanted, group);
    return (int) Math.max(1, Math.min(Math.min(wanted, settings.mostTasks()), pending));
  }

  private static double longest(int workers, LeaseSettings settings) {
    double longest = settings.longest().toNanos() / 1e9;
    return Math.min(longest, Math.max(LONGEST_AT_LEAST, workers * LONGEST_PER_WORKER));
  }
}
