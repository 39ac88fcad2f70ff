package io.gristworks.core.batch;

import java.time.Duration;
import java.util.List;

/**
 * What a job shall do, as submitted.
 *
 * @param name its name, unique within the batch
 * @param operation the operation it runs
 * @param queue the queue it goes to
 * @param priority its share beside other work
 * @param parameters the operation's parameters as a JSON object in text, {@code {}} where there are
 *     none
 * @param after the jobs that must have ended, and how, before this one starts
 * @param retry when a failed attempt is followed by another
 * @param timeout the time of one attempt
 * @param batchSize the most tasks of one call to a bulk handler, from 1
 * @param options what few jobs say
 */
public record JobSpec(
    String name,
    String operation,
    String queue,
    Priority priority,
    String parameters,
    List<Dependency> after,
    RetryPolicy retry,
    Duration timeout,
    int batchSize,
    JobOptions options) {
  /** Copies the list. */
  public JobSpec {
    after = List.copyOf(after);
  }

  /** A job like most: it waits for the success of others, if at all. */
  public JobSpec(
      String name,
      String operation,
      String queue,
      Priority priority,
      String parameters,
      List<String> after,
      RetryPolicy retry,
      Duration timeout,
      int batchSize) {
    this(
        name,
        operation,
        queue,
        priority,
        parameters,
        Dependency.allSucceeded(after),
        retry,
        timeout,
        batchSize,
        JobOptions.USUAL);
  }

  /** The same with other options. */
  public JobSpec with(JobOptions others) {
    return new JobSpec(
        name, operation, queue, priority, parameters, after, retry, timeout, batchSize, others);
  }

  /** The same after other jobs. */
  public JobSpec after(Dependency... others) {
    return new JobSpec(
        name,
        operation,
        queue,
        priority,
        parameters,
        List.of(others),
        retry,
        timeout,
        batchSize,
        options);
  }

  /** The names of the jobs it waits for, without those that it takes its tasks from. */
  public List<String> afterNames() {
    return after.stream().map(Dependency::job).toList();
  }

  /** Where its tasks come from. */
  public TaskSource source() {
    return options.source();
  }
}
