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

  /** When the first of them ended, by the clock of the node's state. */
  long firstEndedAt();

  /** The tasks they are of; the same ones each time. */
  TaskSet tasks();
}
