package io.gristworks.store.journal;

import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchEvent.BatchRetired;
import io.gristworks.core.batch.BatchEvent.BatchSealed;
import io.gristworks.core.batch.BatchEvent.BatchSubmitted;
import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.BatchEvent.CoordinatorAwoke;
import io.gristworks.core.batch.BatchEvent.OutcomesAccepted;
import io.gristworks.core.batch.BatchEvent.TasksAppended;
import io.gristworks.core.batch.BatchEvent.TasksCancelled;

/**
 * Where names on disk meet events in memory. Lines are added, never edited, never removed; fields
 * that a later version added are passed over.
 */
public final class EventCodec {
  /** The name of a batch's last event; by it the purge knows that a journal may go. */
  public static final String RETIRED = "batch-retired.1";

  private EventCodec() {}

  /** The name under which an event is stored: what it is, and which edition of its form. */
  public static String manifest(BatchEvent event) {
    return switch (event) {
      case BatchSubmitted _ -> "batch-submitted.1";
      case TasksAppended _ -> "tasks-appended.1";
      case BatchSealed _ -> "batch-sealed.1";
      case CoordinatorAwoke _ -> "coordinator-awoke.1";
      case OutcomesAccepted _ -> "outcomes-accepted.1";
      case CancelRequested _ -> "cancel-requested.1";
      case TasksCancelled _ -> "tasks-cancelled.1";
      case BatchRetired _ -> RETIRED;
    };
  }

  /** The event in CBOR. */
  public static byte[] encode(BatchEvent event) {
    return JournalForm.write(event);
  }

  /**
   * Reads what {@link #encode} wrote, now or in any earlier version.
   *
   * @param manifest the name under which it is stored
   * @throws UnreadableJournal if the name is unknown or the bytes are damaged
   */
  public static BatchEvent decode(String manifest, byte[] bytes) {
    return switch (manifest) {
      case "batch-submitted.1" -> JournalForm.read(manifest, bytes, BatchSubmitted.class);
      case "tasks-appended.1" -> JournalForm.read(manifest, bytes, TasksAppended.class);
      case "batch-sealed.1" -> JournalForm.read(manifest, bytes, BatchSealed.class);
      case "coordinator-awoke.1" -> JournalForm.read(manifest, bytes, CoordinatorAwoke.class);
      case "outcomes-accepted.1" -> JournalForm.read(manifest, bytes, OutcomesAccepted.class);
      case "cancel-requested.1" -> JournalForm.read(manifest, bytes, CancelRequested.class);
      case "tasks-cancelled.1" -> JournalForm.read(manifest, bytes, TasksCancelled.class);
      case RETIRED -> JournalForm.read(manifest, bytes, BatchRetired.class);
      default -> throw new UnreadableJournal(manifest);
    };
  }
}
