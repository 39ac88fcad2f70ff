package io.gristworks.core.batch;

/** Why a job is being cancelled. */
public sealed interface CancelReason {
  /**
   * Somebody asked for it.
   *
   * @param text why, in their words
   */
  record Asked(String text) implements CancelReason {}

  /** Its deadline has passed. */
  record DeadlinePassed() implements CancelReason {}

  /** Its total time is over. */
  record TotalTimeOver() implements CancelReason {}

  /**
   * More of its tasks failed than may.
   *
   * @param failed how many
   * @param allowed how many may
   */
  record BudgetExhausted(long failed, long allowed) implements CancelReason {}
}
