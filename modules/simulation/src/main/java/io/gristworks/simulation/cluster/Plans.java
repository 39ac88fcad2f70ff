package io.gristworks.simulation.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the tasks of each job do when they are run: the same each time, whoever runs them. */
public final class Plans {
  private final Map<String, List<JobPlan>> batches = new HashMap<>(); // asked by key only

  Plans() {}

  /**
   * One job's.
   *
   * @param seed what tells its tasks from those of others
   * @param meanNanos what a task takes on average
   * @param uneven whether they differ: from a half to twice as much
   * @param failing the part of attempts that fail
   * @param poison how many times running a task kills its node, by task; counted down
   */
  public record JobPlan(
      long seed, long meanNanos, boolean uneven, double failing, TreeMap<Integer, Integer> poison) {

    /** What running these attempts takes. */
    long nanos(int task, int attempt) {
      double part = uneven ? 0.5 + 1.5 * chance(task, attempt, 1) : 1;
      return Math.max(1, (long) (meanNanos * part));
    }

    /** Whether it fails, and so that no other attempt can help. */
    Ending ending(int task, int attempt) {
      double dice = chance(task, attempt, 2);
      if (dice >= failing) {
        return Ending.WELL;
      }
      return dice < failing / 10 ? Ending.FOR_GOOD : Ending.BADLY;
    }

    private double chance(int task, int attempt, int what) {
      long mixed = seed + task * 0x9e3779b97f4a7c15L + attempt * 0xd1b54a32d192ed03L + what;
      mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
      mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
      return ((mixed ^ (mixed >>> 31)) >>> 11) * 0x1.0p-53;
    }

    /** Whether every attempt of it is like any other. */
    boolean isEven() {
      return !uneven && failing == 0 && poison.isEmpty();
    }
  }

  /** How an attempt ends. */
  enum Ending {
    /** With a result. */
    WELL,
    /** With an error. */
    BADLY,
    /** With an error that no other attempt can help. */
    FOR_GOOD
  }

  /** Says what the jobs of a batch do. */
  public void plan(String batch, List<JobPlan> jobs) {
    batches.put(batch, List.copyOf(jobs));
  }

  JobPlan of(String batch, int job) {
    var plan = batches.get(batch);
    if (plan == null) {
      throw new IllegalStateException("nobody knows what batch " + batch + " does");
    }
    return plan.get(job);
  }
}
