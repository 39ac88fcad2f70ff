package io.gristworks.core.batch;

/** Why a job is paused. */
public sealed interface PauseReason {
  /**
   * Somebody asked for it.
   *
   * @param by who
   * @param text why, in their words; may be empty
   */
  record Asked(String by, String text) implements PauseReason {}

  /**
   * More of its tasks failed than may.
   *
   * @param failed how many
   * @param allowed how many may
   */
  record BudgetExhausted(long failed, long allowed) implements PauseReason {}
}
