package io.gristworks.simulation.check;

import static io.gristworks.simulation.check.InvariantViolation.unless;

import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.ControlEvent;
import io.gristworks.core.task.InputPart;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * I16, I26: what a batch has accepted, and the outcomes that it has counted, are stored until its
 * retention is over; and then nothing changes any more.
 */
final class RetentionOracle {
  /** So long it is kept at least, however wrong clocks are. */
  private static final long KEPT_NANOS = 6 * 3_600_000_000_000L;

  private final String batch;
  private final Records records;
  private final Set<String> inputs = new TreeSet<>();
  private final Set<UUID> counted = new HashSet<>();
  private boolean retired;
  private long endedAt = Long.MAX_VALUE;

  RetentionOracle(String batch, Records records) {
    this.batch = batch;
    this.records = records;
  }

  /** It has ended. */
  void ended(long now) {
    endedAt = now;
  }

  /** Whether its retention is over. */
  boolean isRetired() {
    return retired;
  }

  /** An event is durable. */
  void journalled(BatchEvent event, long now) {
    unless(!retired, "I26", "%s has retired, and then: %s", batch, event);
    switch (event) {
      case ControlEvent.BatchRetired _ -> {
        unless(now - KEPT_NANOS >= endedAt, "I26", "%s is retired soon after its end", batch);
        retired = true;
      }
      case BatchEvent.OutcomesAccepted accepted ->
          accepted.outcomes().forEach(each -> counted.add(each.segment().id()));
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
        retired || !inputs.contains(upload),
        "I16",
        "inputs accepted, and deleted: %s of %s",
        upload,
        batch);
  }

  /** Segments of its outcomes are deleted. */
  void segmentsDeleted(Collection<UUID> segments) {
    unless(
        retired || segments.stream().noneMatch(counted::contains),
        "I16",
        "counted, and deleted: some of %s of %s",
        segments,
        batch);
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
