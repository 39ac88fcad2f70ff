package io.gristworks.core.batch;

/**
 * How many tasks of a job may fail before it is stopped. A percentage is one of all tasks of the
 * job, and is looked at once their number is known: when no more will be derived.
 *
 * @param most so many may fail
 * @param unit of what
 * @param then what happens when one more has failed
 */
public record FailureBudget(double most, Unit unit, Then then) {
  /** All of them may fail. */
  public static final FailureBudget UNLIMITED = new FailureBudget(0, Unit.UNLIMITED, Then.PAUSE);

  /** What is counted. */
  public enum Unit {
    /** Nothing: there is no bound. */
    UNLIMITED,
    /** Tasks. */
    TASKS,
    /** Hundredths of all tasks of the job. */
    PERCENT
  }

  /** What happens to the job. */
  public enum Then {
    /** It is paused; who resumes it goes on without a budget. */
    PAUSE,
    /** What has no outcome yet is cancelled. */
    CANCEL
  }

  /** Checks the bounds. */
  public FailureBudget {
    double highest = unit == Unit.PERCENT ? 100 : Integer.MAX_VALUE;
    if (!(most >= 0 && most <= highest)) { // also for NaN
      throw new IllegalArgumentException(
          "max_failures must be 0 to " + (long) highest + ", was " + most);
    }
  }

  /** So many tasks may fail. */
  public static FailureBudget tasks(int most, Then then) {
    return new FailureBudget(most, Unit.TASKS, then);
  }

  /** So many of a hundred tasks may fail, 0 to 100. */
  public static FailureBudget percent(double most, Then then) {
    return new FailureBudget(most, Unit.PERCENT, then);
  }

  /** The first failure ends the job: {@code continue_on_failure: false}. */
  public static FailureBudget none() {
    return tasks(0, Then.CANCEL);
  }

  /** How many of {@code tasks} may fail; one more is too many. */
  public long allowed(int tasks) {
    return switch (unit) {
      case UNLIMITED -> Long.MAX_VALUE;
      case TASKS -> (long) most;
      case PERCENT -> (long) Math.floor(tasks * most / 100);
    };
  }
}
