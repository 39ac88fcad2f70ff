package io.gristworks.core.batch;

import java.util.Collection;
import java.util.List;

/**
 * A job that must have ended in a certain way before another one starts.
 *
 * @param job its name, in the same batch
 * @param condition how it must have ended
 */
public record Dependency(String job, Condition condition) {
  /** Every task of {@code job} must have succeeded. */
  public static Dependency succeeded(String job) {
    return new Dependency(job, Condition.SUCCEEDED);
  }

  /** Every task of each of {@code jobs} must have succeeded. */
  public static List<Dependency> allSucceeded(Collection<String> jobs) {
    return jobs.stream().map(Dependency::succeeded).toList();
  }
}
