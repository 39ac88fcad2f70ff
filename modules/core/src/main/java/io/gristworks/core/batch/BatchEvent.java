package io.gristworks.core.batch;

import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/** What has happened to a batch. The journal holds these and nothing else. */
public sealed interface BatchEvent {

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
   * @param key the append's own idempotency key; a second append under it changes nothing
   */
  record TasksAppended(InputPart part, String key, Instant at) implements BatchEvent {}

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
   * @param retries tasks that will be tried again
   * @param counters what the handlers counted
   * @param errors the errors seen, by kind
   * @param attempts how many attempts ended
   * @param busyMicros how long handlers ran for them
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
      long busyMicros) {
    /** Copies the lists. */
    public JobOutcomes {
      retries = List.copyOf(retries);
      errors = List.copyOf(errors);
    }
  }

  /**
   * A task will be tried again.
   *
   * @param failedAttempts how many attempts of it have failed by now
   * @param due not before
   */
  record Retry(int task, int failedAttempts, Instant due) {}

  /**
   * Someone asked for the end of one job or of all: nothing of them starts any more.
   *
   * @param jobs the places of the jobs
   * @param reason who or what asked, for people
   */
  record CancelRequested(List<Integer> jobs, String reason, Instant at) implements BatchEvent {
    /** Copies the list. */
    public CancelRequested {
      jobs = List.copyOf(jobs);
    }
  }

  /** Tasks of a job got the outcome <i>cancelled</i>. */
  record TasksCancelled(int job, TaskSet tasks, Instant at) implements BatchEvent {}

  /**
   * The batch's time is over, long after its end: nothing of it is needed any more, and from now on
   * all of it may be deleted. Always a batch's last event, and in the journal the last to go: it
   * says what is left to be deleted.
   *
   * @param uploads where its inputs are
   */
  record BatchRetired(List<String> uploads, Instant at) implements BatchEvent {
    /** Copies the list. */
    public BatchRetired {
      uploads = List.copyOf(uploads);
    }
  }
}
