package io.gristworks.core.batch;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What has happened to a batch that neither brings tasks nor moves them, but says what may be. */
public sealed interface ControlEvent extends BatchEvent {

  /**
   * Jobs were paused: nothing more of them is handed out; what is out may end.
   *
   * @param jobs the places of the jobs
   */
  record JobsPaused(List<Integer> jobs, PauseReason reason, Instant at) implements ControlEvent {
    /** Copies the list. */
    public JobsPaused {
      jobs = List.copyOf(jobs);
    }
  }

  /** Paused jobs go on. */
  record JobsResumed(List<Integer> jobs, String by, Instant at) implements ControlEvent {
    /** Copies the list. */
    public JobsResumed {
      jobs = List.copyOf(jobs);
    }
  }

  /** Jobs got another share. */
  record PriorityChanged(List<Integer> jobs, Priority priority, String by, Instant at)
      implements ControlEvent {
    /** Copies the list. */
    public PriorityChanged {
      jobs = List.copyOf(jobs);
    }
  }

  /** Jobs got other limits. */
  record LimitsChanged(List<Integer> jobs, JobLimits limits, String by, Instant at)
      implements ControlEvent {
    /** Copies the list. */
    public LimitsChanged {
      jobs = List.copyOf(jobs);
    }
  }

  /**
   * Jobs got another deadline.
   *
   * @param deadline null for none
   */
  record DeadlineChanged(List<Integer> jobs, @Nullable Instant deadline, String by, Instant at)
      implements ControlEvent {
    /** Copies the list. */
    public DeadlineChanged {
      jobs = List.copyOf(jobs);
    }
  }

  /** The start time of jobs has come. */
  record StartTimeCame(List<Integer> jobs, Instant at) implements ControlEvent {
    /** Copies the list. */
    public StartTimeCame {
      jobs = List.copyOf(jobs);
    }
  }

  /** The first task of a job was handed out; told of jobs whose total time is bounded. */
  record JobStarted(int job, Instant at) implements ControlEvent {}

  /** The grace of ending jobs is over: what still runs is interrupted. */
  record GraceEnded(List<Integer> jobs, Instant at) implements ControlEvent {
    /** Copies the list. */
    public GraceEnded {
      jobs = List.copyOf(jobs);
    }
  }

  /**
   * A job will never begin: what it waited for did not end as it needs it.
   *
   * @param reason what
   */
  record JobSkipped(int job, SkipReason reason, Instant at) implements ControlEvent {}

  /**
   * More tasks of a job have failed than may; what follows stands in the next event.
   *
   * @param failed how many
   * @param allowed how many may
   */
  record BudgetExhausted(int job, long failed, long allowed, Instant at) implements ControlEvent {}

  /** All results of the job that this one takes its tasks from have become tasks. */
  record DerivationEnded(int job, Instant at) implements ControlEvent {}

  /** A batch that this one waits for has ended. */
  record AwaitedBatchEnded(AwaitedEnd end, Instant at) implements ControlEvent {}

  /**
   * Stored segments of outcomes that were never counted were given up when the batch had ended: no
   * report can count them any more, so they may be deleted.
   */
  record SegmentsDiscarded(List<UUID> segments, Instant at) implements ControlEvent {
    /** Copies the list. */
    public SegmentsDiscarded {
      segments = List.copyOf(segments);
    }
  }

  /**
   * The batch's time is over, long after its end: nothing of it is needed any more, and from now on
   * all of it may be deleted. Always a batch's last event, and in the journal the last to go: it
   * says what is left to be deleted.
   *
   * @param uploads where its inputs are
   */
  record BatchRetired(List<String> uploads, Instant at) implements ControlEvent {
    /** Copies the list. */
    public BatchRetired {
      uploads = List.copyOf(uploads);
    }
  }
}
