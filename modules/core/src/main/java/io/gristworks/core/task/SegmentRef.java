package io.gristworks.core.task;

import java.util.UUID;

/**
 * An outcome segment that has been stored.
 *
 * @param id its key, made by the node that wrote it
 * @param firstTask the lowest task index in it
 * @param lastTask the highest task index in it, inclusive
 * @param entries how many attempts it tells of
 */
public record SegmentRef(UUID id, int firstTask, int lastTask, int entries) {
  /** Whether {@code task} may be in it. */
  public boolean mayHold(int task) {
    return firstTask <= task && task <= lastTask;
  }
}
