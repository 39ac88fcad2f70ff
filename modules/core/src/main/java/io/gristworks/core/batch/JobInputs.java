package io.gristworks.core.batch;

import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.InputSlice;
import io.gristworks.core.task.TaskSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/** The tasks of a job, and where their inputs are stored. */
final class JobInputs {
  private final List<InputPart> parts = new ArrayList<>();
  private int tasks;
  private int segments;

  /** With so many tasks that have no input of their own. */
  JobInputs(int tasks) {
    this.tasks = tasks;
  }

  void take(InputPart part) {
    if (!part.segmentTasks().isEmpty()) {
      parts.add(part);
      tasks += part.tasks();
      segments += part.segmentTasks().size();
    }
  }

  int tasks() {
    return tasks;
  }

  List<InputPart> parts() {
    return Collections.unmodifiableList(parts);
  }

  /** The first of {@code wanted}, as far as their inputs are in {@code most} stored segments. */
  RoaringBitmap firstOf(RoaringBitmap wanted, int most) {
    if (segments <= most) {
      return wanted;
    }
    int first = 0;
    int touched = 0;
    for (var part : parts) {
      for (int count : part.segmentTasks()) {
        if (wanted.intersects(first, (long) first + count) && ++touched > most) {
          var fewer = wanted.clone();
          fewer.remove(first, 1L << 32);
          return fewer;
        }
        first += count;
      }
    }
    return wanted;
  }

  List<InputSlice> slicesOf(TaskSet wanted) {
    var slices = new ArrayList<InputSlice>();
    int first = 0;
    for (var part : parts) {
      for (int segment = 0; segment < part.segmentTasks().size(); segment++) {
        int count = part.segmentTasks().get(segment);
        if (wanted.bits().intersects(first, (long) first + count)) {
          slices.add(new InputSlice(part.upload(), segment, first, count));
        }
        first += count;
      }
    }
    return slices;
  }
}
