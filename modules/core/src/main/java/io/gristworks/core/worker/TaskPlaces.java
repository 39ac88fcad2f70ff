package io.gristworks.core.worker;

import io.gristworks.core.task.TaskSet;
import org.roaringbitmap.RoaringBitmap;

/**
 * The tasks of a lease by their place in it, from 0. A run of consecutive tasks, the usual case,
 * takes no memory.
 */
public final class TaskPlaces {
  private final int first;
  private final int size;
  private final int[] scattered;

  /** The tasks of {@code tasks} in ascending order. */
  public TaskPlaces(TaskSet tasks) {
    this.size = tasks.size();
    this.first = size == 0 ? 0 : tasks.first();
    boolean consecutive = size == 0 || tasks.last() - first + 1 == size;
    this.scattered = consecutive ? new int[0] : tasks.bits().toArray();
  }

  /** How many. */
  public int size() {
    return size;
  }

  /** The index of the task at {@code place}. */
  public int task(int place) {
    return scattered.length == 0 ? first + place : scattered[place];
  }

  /** The tasks at the places of {@code span}. */
  public TaskSet tasks(TaskRange.Span span) {
    var bits = new RoaringBitmap();
    if (scattered.length == 0) {
      bits.add((long) first + span.from(), (long) first + span.to());
    } else {
      for (int place = span.from(); place < span.to(); place++) {
        bits.add(scattered[place]);
      }
    }
    return TaskSet.owning(bits);
  }
}
