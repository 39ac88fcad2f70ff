package io.gristworks.gateway.results;

import java.util.List;

/** Writes outcomes in one format. One thread at a time. */
interface Rows {
  /**
   * The rows of one window.
   *
   * @param job whose they are
   * @param inputs where their tasks' ids are
   */
  byte[] write(JobOutcomes job, List<OutcomeWindows.Found> window, Inputs inputs);

  /** What stands there where there is no row at all. */
  byte[] none();
}
