package io.gristworks.client;

/**
 * What became of a submission.
 *
 * @param status the job or batch as it stands
 * @param repeated whether an earlier submission under the same idempotency key had made it already
 */
public record Submission(WorkStatus status, boolean repeated) {
  /** The name to ask for it by. */
  public WorkId id() {
    return status.id();
  }
}
