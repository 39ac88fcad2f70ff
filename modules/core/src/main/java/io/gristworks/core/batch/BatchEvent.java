package io.gristworks.core.batch;

import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * What has happened to a batch. The journal holds these and nothing else. Here are the events that
 * bring tasks, or move them; those that say what may be done with them are {@link ControlEvent}s.
 */
public sealed interface BatchEvent
    permits BatchEvent.BatchSubmitted,
        BatchEvent.TasksAppended,
        BatchEvent.JobAdded,
        BatchEvent.BatchSealed,
        BatchEvent.CoordinatorAwoke,
        BatchEvent.OutcomesAccepted,
        BatchEvent.CancelRequested,
        BatchEvent.TasksCancelled,
        BatchEvent.TasksDerived,
        BatchEvent.SuspectsNamed,
        BatchEvent.TasksQuarantined,
        BatchEvent.FailedRetried,
        BatchEvent.CanaryEnded,
        ControlEvent {

  /** When it happened. */
  Instant at();

  /**
   * The batch was accepted.
   *
   * @param open whether it still takes tasks
   * @param inputs the inputs that came with it, none for an open batch
   */
  record BatchSubmitted(BatchSpec spec, boolean open, List<InputPart> inputs, Instant at)
      implements BatchEvent {
    /** Copies the list. */
    public BatchSubmitted {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * An open batch took more tasks.
   *
   * @param key the append's own; a second append to the job under it changes nothing
   */
  record TasksAppended(InputPart part, @Nullable AppendKey key, Instant at) implements BatchEvent {}

  /** An open batch took one more job, behind those it had. */
  record JobAdded(JobSpec job, Instant at) implements BatchEvent {}

  /** An open batch was closed to further tasks, and may run. */
  record BatchSealed(Instant at) implements BatchEvent {}

  /**
   * A new coordinator took the batch over; leases of earlier ones have lower numbers.
   *
   * @param incarnation how many coordinators there have been, this one included
   */
  record CoordinatorAwoke(long incarnation, Instant at) implements BatchEvent {}

  /** Outcomes were counted, from this moment on for good. */
  record OutcomesAccepted(List<JobOutcomes> outcomes, Instant at) implements BatchEvent {
    /** Copies the list. */
    public OutcomesAccepted {
      outcomes = List.copyOf(outcomes);
    }
  }

  /**
   * What one stored segment told about one job.
   *
   * @param job the job's place in the batch
   * @param segment where the outcomes are stored
   * @param startedAt when the first task of the job was handed out, as far as the coordinator knew
   * @param succeeded tasks that are done
   * @param failed tasks that are given up
   * @param retries tasks that will be tried again, by attempts and moment
   * @param counters what the handlers counted
   * @param errors the errors seen, by cause
   * @param attempts how many attempts ended
   * @param busyMicros how long handlers ran for them
   * @param givenUp {@code failed} by cause; each cause is one of {@code errors}
   */
  record JobOutcomes(
      int job,
      SegmentRef segment,
      Instant startedAt,
      TaskSet succeeded,
      TaskSet failed,
      List<Retry> retries,
      SortedMap<String, Long> counters,
      List<ErrorGroup> errors,
      long attempts,
      long busyMicros,
      List<GivenUp> givenUp) {
    /** Copies the lists. */
    public JobOutcomes {
      retries = List.copyOf(retries);
      errors = List.copyOf(errors);
      givenUp = List.copyOf(givenUp);
    }

    /** All tasks that were told of. */
    public RoaringBitmap told() {
      var told = RoaringBitmap.or(succeeded.bits(), failed.bits());
      retries.forEach(retry -> told.or(retry.tasks().bits()));
      return told;
    }
  }

  /**
   * Tasks will be tried again.
   *
   * @param failedAttempts how many attempts of each of them have failed by now
   * @param due not before; see {@link RetryPolicy#due}
   */
  record Retry(TaskSet tasks, int failedAttempts, Instant due) {
    /** The same, due at another moment, or at the same by another clock. */
    public Retry dueAt(Instant moment) {
      return new Retry(tasks, failedAttempts, moment);
    }
  }

  /**
   * Tasks that failed for good, for one cause.
   *
   * @param group the cause, as {@link ErrorGroup#id}
   */
  record GivenUp(String group, TaskSet tasks) {}

  /**
   * Someone asked for the end of one job or of all: nothing of them starts any more. Of jobs that
   * are ending already it shortens the grace.
   *
   * @param jobs the places of the jobs
   * @param reason who or what asked
   * @param graceUntil until when what runs may end by itself; null where it is interrupted at once
   */
  record CancelRequested(
      List<Integer> jobs, CancelReason reason, Instant at, @Nullable Instant graceUntil)
      implements BatchEvent {
    /** Copies the list. */
    public CancelRequested {
      jobs = List.copyOf(jobs);
    }

    /** At once. */
    public CancelRequested(List<Integer> jobs, CancelReason reason, Instant at) {
      this(jobs, reason, at, null);
    }
  }

  /** Tasks of a job got the outcome <i>cancelled</i>. */
  record TasksCancelled(int job, TaskSet tasks, Instant at) implements BatchEvent {}

  /**
   * Results of one job became tasks of another: those of the accepted segments from {@code from}
   * inclusive to {@code end} exclusive, counted in the order of acceptance. Each segment is told of
   * once and in this order, so that each result becomes a task exactly once.
   *
   * @param part the new tasks, of the job that takes them; maybe none
   */
  record TasksDerived(InputPart part, int from, int end, Instant at) implements BatchEvent {}

  /**
   * A node died while it ran these tasks.
   *
   * @param node which, by a name that it has after no other start
   * @param evidence what is known of it, for people
   */
  record SuspectsNamed(int job, TaskSet tasks, String node, String evidence, Instant at)
      implements BatchEvent {}

  /** Tasks took down more nodes than they may: they failed for good, with what is known of them. */
  record TasksQuarantined(int job, TaskSet tasks, Instant at) implements BatchEvent {}

  /**
   * Somebody wants failed tasks tried again: a job that had ended goes on.
   *
   * @param tasks those that are pending again
   * @param held those that are when all of {@code tasks} have succeeded; failed until then
   * @param by who
   */
  record FailedRetried(int job, TaskSet tasks, TaskSet held, String by, Instant at)
      implements BatchEvent {}

  /**
   * The tasks that were tried first have ended.
   *
   * @param released those that are pending again now; none where one of the first did not succeed
   * @param result what came of it
   */
  record CanaryEnded(int job, TaskSet released, CanaryState result, Instant at)
      implements BatchEvent {}
}
