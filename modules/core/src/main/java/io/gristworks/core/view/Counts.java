package io.gristworks.core.view;

/**
 * Where the tasks of a job or a batch are. Exact at every moment: the parts add up to {@code
 * total}.
 *
 * @param total all that were accepted
 * @param pending waiting to be handed out, whatever for
 * @param leased handed out to a worker node
 * @param waitingRetry failed, to be tried again at a later time
 * @param succeeded done
 * @param failed given up
 * @param cancelled ended on request
 */
public record Counts(
    long total,
    long pending,
    long leased,
    long waitingRetry,
    long succeeded,
    long failed,
    long cancelled) {
  /** Nothing. */
  public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

  /** Tasks that have their outcome. */
  public long completed() {
    return succeeded + failed + cancelled;
  }

  /** Both together. */
  public Counts plus(Counts other) {
    return new Counts(
        total + other.total,
        pending + other.pending,
        leased + other.leased,
        waitingRetry + other.waitingRetry,
        succeeded + other.succeeded,
        failed + other.failed,
        cancelled + other.cancelled);
  }
}
