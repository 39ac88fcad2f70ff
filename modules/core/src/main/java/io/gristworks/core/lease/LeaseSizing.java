package io.gristworks.core.lease;

/**
 * How many tasks the next lease gets: guided self-scheduling (Polychronopoulos and Kuck, 1987), a
 * share of what remains over all workers, bounded by expected time.
 */
final class LeaseSizing {
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
      double most = settings.longest().toNanos() / 1e9 / taskSeconds;
      wanted = Math.min(Math.max(share, least), most);
    }
    wanted = Math.max(wanted, group);
    return (int) Math.max(1, Math.min(Math.min(wanted, settings.mostTasks()), pending));
  }
}
