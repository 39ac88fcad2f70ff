package io.gristworks.core.batch;

import io.gristworks.core.task.TaskSet;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody may want of an existing batch. Each may be said again: what is so already is
 * answered, and writes nothing.
 */
public sealed interface BatchCommand {
  /** The same, of that job alone. */
  default BatchCommand of(String job) {
    return switch (this) {
      case Pause(_, var by, var reason) -> new Pause(job, by, reason);
      case Resume(_, var by) -> new Resume(job, by);
      case Cancel(_, var reason, var grace) -> new Cancel(job, reason, grace);
      case SetPriority(_, var priority, var by) -> new SetPriority(job, priority, by);
      case SetLimits(_, var limits, var by) -> new SetLimits(job, limits, by);
      case SetDeadline(_, var deadline, var by) -> new SetDeadline(job, deadline, by);
      case RetryFailed(_, var selection, var canary, var by) ->
          new RetryFailed(job, selection, canary, by);
      case AddJob add -> add; // which is of that batch in any case
    };
  }

  /**
   * Hand out nothing more of a job; what is out may end.
   *
   * @param job its name; null for all that are not finished
   * @param by who wants it
   */
  record Pause(@Nullable String job, String by, String reason) implements BatchCommand {}

  /**
   * Go on with a paused job.
   *
   * @param job its name; null for all
   */
  record Resume(@Nullable String job, String by) implements BatchCommand {}

  /**
   * End a job: what nobody holds is cancelled at once.
   *
   * @param job its name; null for all
   * @param reason who or what wants it, for people
   * @param grace how long what is held may go on to its own end; null where it is interrupted
   */
  record Cancel(@Nullable String job, String reason, @Nullable Duration grace)
      implements BatchCommand {}

  /**
   * Give a job another share.
   *
   * @param job its name; null for all
   */
  record SetPriority(@Nullable String job, Priority priority, String by) implements BatchCommand {}

  /**
   * Give a job other limits.
   *
   * @param job its name; null for all
   */
  record SetLimits(@Nullable String job, JobLimits limits, String by) implements BatchCommand {}

  /**
   * Give a job another deadline.
   *
   * @param job its name; null for all
   * @param deadline null for none
   */
  record SetDeadline(@Nullable String job, @Nullable Instant deadline, String by)
      implements BatchCommand {}

  /** Take one more job into an open batch. */
  record AddJob(JobSpec job) implements BatchCommand {}

  /**
   * Try failed tasks again, with as many attempts as they had at first. A job that has ended goes
   * on; jobs that were skipped because of it stay skipped, and those that were released stay so.
   *
   * @param job its name; null for all
   * @param canary so many are tried first, and the rest if all of those succeed; 0 for all at once
   * @param by who wants it
   */
  record RetryFailed(@Nullable String job, Selection selection, int canary, String by)
      implements BatchCommand {
    /** Checks the bounds. */
    public RetryFailed {
      if (canary < 0) {
        throw new IllegalArgumentException("canary must be 0 or more, was " + canary);
      }
    }
  }

  /** Which failed tasks. */
  sealed interface Selection {
    /** All of them. */
    record All() implements Selection {}

    /** Those that failed last for one cause, named by {@link ErrorGroup#id}. */
    record OfGroup(String group) implements Selection {}

    /** These, as far as they have failed. */
    record These(TaskSet tasks) implements Selection {}
  }
}
