package io.gristworks.gateway.status;

import io.gristworks.core.view.Counts;

/** {@link Counts}, with the sum of what is done. */
record CountsView(
    long total,
    long pending,
    long leased,
    long waitingRetry,
    long succeeded,
    long failed,
    long cancelled,
    long completed) {
  static CountsView of(Counts counts) {
    return new CountsView(
        counts.total(),
        counts.pending(),
        counts.leased(),
        counts.waitingRetry(),
        counts.succeeded(),
        counts.failed(),
        counts.cancelled(),
        counts.completed());
  }

  /**
   * How far it is.
   *
   * @param percent rounded down to a tenth, so that 100 means done
   */
  record Progress(long completed, long total, double percent) {
    static Progress of(Counts counts) {
      long tenths = counts.total() == 0 ? 0 : counts.completed() * 1000 / counts.total();
      return new Progress(counts.completed(), counts.total(), tenths / 10.0);
    }
  }
}
