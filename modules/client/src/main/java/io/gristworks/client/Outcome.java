package io.gristworks.client;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended.
 *
 * @param job the job's name; given where a whole batch is read
 * @param task the task's index, from 0
 * @param customId what the submitter called it
 * @param attempt the attempt that gave the outcome, from 1
 * @param result what it found; null where it failed
 * @param error why it failed; null where it succeeded
 * @param durationMs how long the attempt took, in milliseconds
 */
public record Outcome(
    @Nullable String job,
    long task,
    @Nullable String customId,
    int attempt,
    @Nullable JsonNode result,
    @Nullable TaskError error,
    double durationMs) {
  /**
   * Why a task failed.
   *
   * @param kind the kind, by which errors are grouped
   * @param message what happened
   * @param detail more of it, as the handler gave it
   */
  public record TaskError(String kind, String message, @Nullable JsonNode detail) {}

  /**
   * Why the task failed.
   *
   * @throws IllegalStateException if it did not
   */
  public TaskError failure() {
    if (error == null) {
      throw new IllegalStateException("task " + task + " has not failed");
    }
    return error;
  }
}
