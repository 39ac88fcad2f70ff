package io.gristworks.core.batch;

/** What becomes, or became, of failed tasks of which some are tried again before the others. */
public sealed interface CanaryState {
  /**
   * Some are being tried.
   *
   * @param tried how many
   * @param held how many wait for them
   */
  record UnderWay(long tried, long held) implements CanaryState {}

  /** The job was cancelled meanwhile. */
  record JobCancelled() implements CanaryState {}

  /** One of those tried failed again. */
  record TaskFailed(int task) implements CanaryState {}

  /** All of those tried succeeded. */
  record AllSucceeded(long tasks) implements CanaryState {}
}
