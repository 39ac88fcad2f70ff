package io.gristworks.core.schedule;

/** What became of the submission of a run. That nobody could tell is an exception. */
public sealed interface SubmitResult {
  /**
   * The batch is there.
   *
   * @param repeated whether it was before
   */
  record Accepted(boolean repeated) implements SubmitResult {}

  /**
   * It will never be.
   *
   * @param why in a sentence
   */
  record Refused(String why) implements SubmitResult {}
}
