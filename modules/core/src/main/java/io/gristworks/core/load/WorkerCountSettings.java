package io.gristworks.core.load;

/**
 * Between which bounds the number of a node's workers moves, and when. Read once at start.
 *
 * @param least the fewest workers, from 1
 * @param most the most
 * @param spareCpu more workers only while less than this share of the CPU is in use, 0 to 1
 * @param patience so many readings in a row must speak for more workers, from 1
 * @param idle so many readings in a row must speak for fewer, from 1
 */
public record WorkerCountSettings(int least, int most, double spareCpu, int patience, int idle) {
  /** Checks the bounds. */
  public WorkerCountSettings {
    if (least < 1 || most < least) {
      throw new IllegalArgumentException(
          "least-workers must be at least 1 and at most most-workers, was "
              + least
              + " of "
              + most);
    }
    if (!(spareCpu > 0 && spareCpu <= 1)) {
      throw new IllegalArgumentException(
          "spare-cpu must be more than 0 and at most 1, was " + spareCpu);
    }
    if (patience < 1 || idle < 1) {
      throw new IllegalArgumentException(
          "patience and idle must be at least 1, was " + patience + " and " + idle);
    }
  }

  /** So many, neither more nor fewer. */
  public static WorkerCountSettings fixed(int workers) {
    return between(workers, workers);
  }

  /** Between these, with the usual patience: 2 readings for more workers, 15 for fewer. */
  public static WorkerCountSettings between(int least, int most) {
    return new WorkerCountSettings(least, most, 0.75, 2, 15);
  }
}
