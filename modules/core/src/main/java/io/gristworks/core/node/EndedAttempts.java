package io.gristworks.core.node;

import io.gristworks.core.task.TaskSet;

/**
 * Attempts of one lease that have ended, in the order in which they did. What is in them is the
 * business of whoever stores them.
 */
public interface EndedAttempts {
  /** How many. */
  int size();

  /** What they take when stored, about. */
  long bytes();

  /** The tasks they are of; the same ones each time. */
  TaskSet tasks();
}
