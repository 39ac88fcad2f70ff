package io.gristworks.core.lease;

import java.time.Duration;

/**
 * How large leases are and how long they live without a word.
 *
 * @param shortest the least expected work of a lease, as long as there is so much
 * @param longest the most expected work of a lease
 * @param probe the most tasks of a lease while nothing is known of the time a task takes
 * @param mostTasks the most tasks of a lease in any case
 * @param lapseAfter how long a lease lives that its node does not speak of
 */
public record LeaseSettings(
    Duration shortest, Duration longest, int probe, int mostTasks, Duration lapseAfter) {
  /** 50 ms to 2 s of work, 64 tasks to begin with, at most 32,768, 10 s of silence. */
  public static final LeaseSettings DEFAULT =
      new LeaseSettings(
          Duration.ofMillis(50), Duration.ofSeconds(2), 64, 32_768, Duration.ofSeconds(10));

  /** More tasks may not fit into the message that brings a lease to its node. */
  private static final int TASKS_MAX = 65_536;

  /** Checks the bounds. */
  public LeaseSettings {
    if (shortest.isNegative() || shortest.isZero() || longest.compareTo(shortest) < 0) {
      throw new IllegalArgumentException(
          "lease.shortest must be positive and at most lease.longest, was "
              + shortest
              + " of "
              + longest);
    }
    if (probe < 1 || mostTasks < probe || mostTasks > TASKS_MAX) {
      throw new IllegalArgumentException(
          "lease.probe must be 1 to lease.most-tasks, and that at most "
              + TASKS_MAX
              + ", was "
              + probe
              + " of "
              + mostTasks);
    }
    if (lapseAfter.compareTo(Duration.ofSeconds(3)) < 0) {
      throw new IllegalArgumentException(
          "lease.lapse-after must be at least 3 s (nodes speak every second), was " + lapseAfter);
    }
  }
}
