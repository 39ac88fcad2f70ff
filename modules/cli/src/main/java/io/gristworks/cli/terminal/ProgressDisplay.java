package io.gristworks.cli.terminal;

import io.gristworks.client.WorkStatus;

/** Shows how far something is. For one thread. */
public interface ProgressDisplay extends AutoCloseable {
  /** It is so far now. */
  void show(WorkStatus status);

  /** No more will come. */
  @Override
  void close();

  /** Shows nothing. */
  static ProgressDisplay silent() {
    return new ProgressDisplay() {
      @Override
      public void show(WorkStatus status) {}

      @Override
      public void close() {}
    };
  }
}
