package io.gristworks.core.task;

import java.util.List;

/**
 * The inputs that one upload brought to one job, as stored segments.
 *
 * @param job the job's place in its batch, from 0
 * @param upload the id under which the segments are stored
 * @param segmentTasks how many tasks each segment holds, in the order of the segments; the segments
 *     of an upload are numbered from 0
 */
public record InputPart(int job, String upload, List<Integer> segmentTasks) {
  /** Copies the list. */
  public InputPart {
    segmentTasks = List.copyOf(segmentTasks);
  }

  /** How many tasks in all. */
  public int tasks() {
    return segmentTasks.stream().mapToInt(Integer::intValue).sum();
  }
}
