package io.gristworks.core.batch;

import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.InputSlice;
import io.gristworks.core.task.TaskSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The tasks of a job, and where their inputs are stored. */
final class JobInputs {
  private final List<InputPart> parts = new ArrayList<>();
  private int tasks;

  /** With so many tasks that have no input of their own. */
  JobInputs(int tasks) {
    this.tasks = tasks;
  }

  void take(InputPart part) {
    if (!part.segmentTasks().isEmpty()) {
      parts.add(part);
      tasks += part.tasks();
    }
  }

  int tasks() {
    return tasks;
  }

  List<InputPart> parts() {
    return Collections.unmodifiableList(parts);
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
