package io.gristworks.engine.worker.lease;

import io.gristworks.core.task.TaskError;

/** What came of making a lease ready. */
public sealed interface Readiness {
  /** It can be run. */
  record Ready(OpenJob<?, ?> job, LeaseInputs inputs) implements Readiness {}

  /** Each of its tasks fails so. */
  record Unrunnable(TaskError error) implements Readiness {}

  /** Not on this node, or not now. */
  record NotNow(String why) implements Readiness {}
}
