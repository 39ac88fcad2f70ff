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
 * @param after the names of the jobs that must have succeeded, every task of them, before this one
 *     starts
 * @param retry when a failed attempt is followed by another
 * @param timeout the time of one attempt
 * @param batchSize the most tasks of one call to a bulk handler, from 1
 */
public record JobSpec(
    String name,
    String operation,
    String queue,
    Priority priority,
    String parameters,
    List<String> after,
    RetryPolicy retry,
    Duration timeout,
    int batchSize) {
  /** Copies the list. */
  public JobSpec {
    after = List.copyOf(after);
  }
}
