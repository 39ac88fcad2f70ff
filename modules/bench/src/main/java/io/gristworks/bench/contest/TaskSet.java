package io.gristworks.bench.contest;

/**
 * The tasks of one submission: ids {@code firstId} to {@code firstId + count - 1}, inputs made on
 * demand and always the same.
 */
public record TaskSet(Scenario scenario, long firstId, int count) {

  /** Id of the task at {@code index}, which counts from 0. */
  public long id(int index) {
    return firstId + index;
  }

  /** One past the last id. */
  public long endId() {
    return firstId + count;
  }

  /** Input of the task at {@code index}, which counts from 0: JSON, UTF-8. */
  public String input(int index) {
    return Workload.input(id(index), scenario.sleepMillis(index, count));
  }
}
