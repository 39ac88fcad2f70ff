package io.gristworks.store.journal;

import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchEvent.BatchSealed;
import io.gristworks.core.batch.BatchEvent.BatchSubmitted;
import io.gristworks.core.batch.BatchEvent.CanaryEnded;
import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.BatchEvent.CoordinatorAwoke;
import io.gristworks.core.batch.BatchEvent.FailedRetried;
import io.gristworks.core.batch.BatchEvent.JobAdded;
import io.gristworks.core.batch.BatchEvent.OutcomesAccepted;
import io.gristworks.core.batch.BatchEvent.SuspectsNamed;
import io.gristworks.core.batch.BatchEvent.TasksAppended;
import io.gristworks.core.batch.BatchEvent.TasksCancelled;
import io.gristworks.core.batch.BatchEvent.TasksDerived;
import io.gristworks.core.batch.BatchEvent.TasksQuarantined;
import io.gristworks.core.batch.ControlEvent;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where names on disk meet events in memory. Lines are added, never edited, never removed; fields
 * that a later version added are passed over.
 */
public final class EventCodec {
  /** The name of a batch's last event; by it the purge knows that a journal may go. */
  public static final String RETIRED = "batch-retired.1";

  private static final Map<String, Class<? extends BatchEvent>> TYPES = types();

  private EventCodec() {}

  /** The name under which an event is stored: what it is, and which edition of its form. */
  public static String manifest(BatchEvent event) {
    return switch (event) {
      case BatchSubmitted _ -> "batch-submitted.1";
      case TasksAppended _ -> "tasks-appended.1";
      case JobAdded _ -> "job-added.1";
      case BatchSealed _ -> "batch-sealed.1";
      case CoordinatorAwoke _ -> "coordinator-awoke.1";
      case OutcomesAccepted _ -> "outcomes-accepted.1";
      case CancelRequested _ -> "cancel-requested.1";
      case TasksCancelled _ -> "tasks-cancelled.1";
      case TasksDerived _ -> "tasks-derived.1";
      case SuspectsNamed _ -> "suspects-named.1";
      case TasksQuarantined _ -> "tasks-quarantined.1";
      case FailedRetried _ -> "failed-retried.1";
      case CanaryEnded _ -> "canary-ended.1";
      case ControlEvent control -> manifest(control);
    };
  }

  private static String manifest(ControlEvent event) {
    return switch (event) {
      case ControlEvent.JobsPaused _ -> "jobs-paused.1";
      case ControlEvent.JobsResumed _ -> "jobs-resumed.1";
      case ControlEvent.PriorityChanged _ -> "priority-changed.1";
      case ControlEvent.LimitsChanged _ -> "limits-changed.1";
      case ControlEvent.DeadlineChanged _ -> "deadline-changed.1";
      case ControlEvent.StartTimeCame _ -> "start-time-came.1";
      case ControlEvent.JobStarted _ -> "job-started.1";
      case ControlEvent.GraceEnded _ -> "grace-ended.1";
      case ControlEvent.JobSkipped _ -> "job-skipped.1";
      case ControlEvent.BudgetExhausted _ -> "budget-exhausted.1";
      case ControlEvent.DerivationEnded _ -> "derivation-ended.1";
      case ControlEvent.AwaitedBatchEnded _ -> "awaited-batch-ended.1";
      case ControlEvent.SegmentsDiscarded _ -> "segments-discarded.1";
      case ControlEvent.BatchRetired _ -> RETIRED;
    };
  }

  private static Map<String, Class<? extends BatchEvent>> types() {
    var types = new LinkedHashMap<String, Class<? extends BatchEvent>>();
    types.put("batch-submitted.1", BatchSubmitted.class);
    types.put("tasks-appended.1", TasksAppended.class);
    types.put("job-added.1", JobAdded.class);
    types.put("batch-sealed.1", BatchSealed.class);
    types.put("coordinator-awoke.1", CoordinatorAwoke.class);
    types.put("outcomes-accepted.1", OutcomesAccepted.class);
    types.put("cancel-requested.1", CancelRequested.class);
    types.put("tasks-cancelled.1", TasksCancelled.class);
    types.put("tasks-derived.1", TasksDerived.class);
    types.put("suspects-named.1", SuspectsNamed.class);
    types.put("tasks-quarantined.1", TasksQuarantined.class);
    types.put("failed-retried.1", FailedRetried.class);
    types.put("canary-ended.1", CanaryEnded.class);
    types.put("jobs-paused.1", ControlEvent.JobsPaused.class);
    types.put("jobs-resumed.1", ControlEvent.JobsResumed.class);
    types.put("priority-changed.1", ControlEvent.PriorityChanged.class);
    types.put("limits-changed.1", ControlEvent.LimitsChanged.class);
    types.put("deadline-changed.1", ControlEvent.DeadlineChanged.class);
    types.put("start-time-came.1", ControlEvent.StartTimeCame.class);
    types.put("job-started.1", ControlEvent.JobStarted.class);
    types.put("grace-ended.1", ControlEvent.GraceEnded.class);
    types.put("job-skipped.1", ControlEvent.JobSkipped.class);
    types.put("budget-exhausted.1", ControlEvent.BudgetExhausted.class);
    types.put("derivation-ended.1", ControlEvent.DerivationEnded.class);
    types.put("awaited-batch-ended.1", ControlEvent.AwaitedBatchEnded.class);
    types.put("segments-discarded.1", ControlEvent.SegmentsDiscarded.class);
    types.put(RETIRED, ControlEvent.BatchRetired.class);
    return types;
  }

  /** The event in CBOR. */
  public static byte[] encode(BatchEvent event) {
    return JournalMapper.write(event);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @param manifest the name under which it is stored
   * @throws UnreadableJournal if the name is unknown or the bytes are damaged
   */
  public static BatchEvent decode(String manifest, byte[] bytes) {
    var type = TYPES.get(manifest);
    if (type == null) {
      throw new UnreadableJournal(manifest);
    }
    return JournalMapper.read(manifest, bytes, type);
  }
}
