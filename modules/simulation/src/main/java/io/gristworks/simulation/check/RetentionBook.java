package io.gristworks.simulation.check;

import static io.gristworks.simulation.check.Broken.unless;

import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.task.InputPart;
import java.util.Set;
import java.util.TreeSet;

/** I16: the inputs of what a batch has accepted are stored. */
final class RetentionBook {
  private final String batch;
  private final Records records;
  private final Set<String> inputs = new TreeSet<>();

  RetentionBook(String batch, Records records) {
    this.batch = batch;
    this.records = records;
  }

  /** An event is durable. */
  void journalled(BatchEvent event) {
    switch (event) {
      case BatchEvent.BatchSubmitted submitted -> submitted.inputs().forEach(this::accepted);
      case BatchEvent.TasksAppended appended -> accepted(appended.part());
      case BatchEvent.TasksDerived derived -> accepted(derived.part());
      default -> {}
    }
  }

  private void accepted(InputPart part) {
    if (part.tasks() > 0) {
      isStored(part.upload());
      inputs.add(part.upload());
    }
  }

  /** An upload that was begun for this batch is deleted. */
  void inputsDeleted(String upload) {
    unless(
        !inputs.contains(upload), "I16", "inputs accepted, and deleted: %s of %s", upload, batch);
  }

  /** The day is over. */
  void check() {
    inputs.forEach(this::isStored);
  }

  private void isStored(String upload) {
    unless(
        records.hasInputs(upload), "I16", "inputs accepted, not stored: %s of %s", upload, batch);
  }
}
