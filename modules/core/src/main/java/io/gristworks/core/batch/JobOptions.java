package io.gristworks.core.batch;

/**
 * What a job may say beyond what every job says.
 *
 * @param source where its tasks come from
 * @param budget how many of them may fail
 * @param limits how many may go on at once
 * @param times when they may
 * @param crashBudget how many more nodes a task may take down, after the first, before it is
 *     quarantined; 0 or more
 */
public record JobOptions(
    TaskSource source, FailureBudget budget, JobLimits limits, JobTimes times, int crashBudget) {
  /** Two more nodes, and nothing else of note. */
  public static final JobOptions USUAL =
      new JobOptions(
          TaskSource.SUBMITTED, FailureBudget.UNLIMITED, JobLimits.NONE, JobTimes.ANY, 2);

  /** Checks the bounds. */
  public JobOptions {
    if (crashBudget < 0) {
      throw new IllegalArgumentException("crash_budget must be 0 or more, was " + crashBudget);
    }
  }

  /** The same with tasks from elsewhere. */
  public JobOptions with(TaskSource from) {
    return new JobOptions(from, budget, limits, times, crashBudget);
  }

  /** The same with another failure budget. */
  public JobOptions with(FailureBudget failures) {
    return new JobOptions(source, failures, limits, times, crashBudget);
  }

  /** The same with other limits. */
  public JobOptions with(JobLimits most) {
    return new JobOptions(source, budget, most, times, crashBudget);
  }

  /** The same at other times. */
  public JobOptions with(JobTimes when) {
    return new JobOptions(source, budget, limits, when, crashBudget);
  }
}
