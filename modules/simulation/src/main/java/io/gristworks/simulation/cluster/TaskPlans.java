package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.Reports.Failure;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the tasks of each job do when they are run: the same each time, whoever runs them. */
public final class TaskPlans {
  /** What an attempt may take. */
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Map<String, List<JobPlan>> batches = new HashMap<>(); // asked by key only

  private boolean startTimes;

  TaskPlans() {}

  /** Some job begins at a date. */
  void startsAtADate() {
    startTimes = true;
  }

  /** Whether some job of the day begins at a date. */
  boolean haveStartTimes() {
    return startTimes;
  }

  /**
   * One job's.
   *
   * @param seed what tells its tasks from those of others
   * @param meanNanos what a task takes on average
   * @param uneven whether they differ: from a half to twice as much
   * @param failing the part of attempts that fail
   * @param hangs whether some of these go on until their time is over
   * @param poison how many times running a task kills its node, by task; counted down
   */
  public record JobPlan(
      long seed,
      long meanNanos,
      boolean uneven,
      double failing,
      boolean hangs,
      TreeMap<Integer, Integer> poison) {

    /** What running these attempts takes. */
    long nanos(int task, int attempt) {
      if (hangs && isHung(task, attempt)) {
        return TIMEOUT.toNanos() + (isStuck(task, attempt) ? StuckThreads.INTERRUPT_NANOS : 0);
      }
      double part = uneven ? 0.5 + 1.5 * chance(task, attempt, 1) : 1;
      return Math.max(1, (long) (meanNanos * part));
    }

    /** Whether the attempt never ends, and answers no interrupt. */
    boolean isStuck(int task, int attempt) {
      return hangs && isHung(task, attempt) && chance(task, attempt, 3) < 0.5;
    }

    private boolean isHung(int task, int attempt) {
      return chance(task, attempt, 2) < failing / 4;
    }

    /** How an attempt fails; null where it does not. */
    @Nullable Failure failure(int task, int attempt) {
      double dice = chance(task, attempt, 2);
      if (dice >= failing) {
        return null;
      }
      if (hangs && isHung(task, attempt)) {
        return new Failure(task, attempt, "timeout", "took longer than 10 s", false);
      }
      return switch ((int) (dice / failing * 10)) {
        case 9 -> new Failure(task, attempt, "bad", "no page " + task, true);
        case 7, 8 -> new Failure(task, attempt, "busy", "come back later", false);
        default -> new Failure(task, attempt, "io", "connection " + task + " refused", false);
      };
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
