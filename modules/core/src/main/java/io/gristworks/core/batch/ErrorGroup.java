package io.gristworks.core.batch;

/**
 * Failures of one kind.
 *
 * @param kind the kind
 * @param count how many attempts failed so
 * @param sampleTask the first task that did
 * @param sampleMessage and what it said
 */
public record ErrorGroup(String kind, long count, int sampleTask, String sampleMessage) {
  /** Both together; the sample stays the earlier one's. */
  public ErrorGroup plus(ErrorGroup later) {
    return new ErrorGroup(kind, count + later.count, sampleTask, sampleMessage);
  }
}
