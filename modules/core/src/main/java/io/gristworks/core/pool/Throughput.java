package io.gristworks.core.pool;

/** How fast a queue's work is handed out, over about the last ten seconds. */
final class Throughput {
  private static final double MEMORY_SECONDS = 10;

  private final long born;
  private double tasks;
  private double seconds;
  private long at;

  Throughput(long now) {
    this.born = now;
    this.at = now;
  }

  /** So many tasks were handed out, with so many expected seconds of work. */
  void handedOut(int moreTasks, double moreSeconds, long now) {
    if (moreTasks > 0) {
      fade(now);
      tasks += moreTasks;
      seconds += moreSeconds;
    }
  }

  /** Tasks a second. */
  double tasksPerSecond(long now) {
    fade(now);
    return tasks / memory(now);
  }

  /** Expected seconds of work a second. */
  double secondsPerSecond(long now) {
    fade(now);
    return seconds / memory(now);
  }

  private double memory(long now) {
    return Math.clamp((now - born) / 1e9, 1, MEMORY_SECONDS);
  }

  private void fade(long now) {
    double left = Math.exp((at - now) / 1e9 / MEMORY_SECONDS);
    tasks *= left;
    seconds *= left;
    at = now;
  }
}
