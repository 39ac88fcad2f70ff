package io.gristworks.engine.worker.outcome;

import io.gristworks.core.task.TaskError;

/** The results that a reduce task receives cannot be read on; unchecked, as it leaves iterators. */
public final class StreamBroken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient TaskError error;

  /** Broken off for this reason. */
  public StreamBroken(TaskError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  /** With what the attempt fails. */
  TaskError error() {
    return error;
  }
}
