package io.gristworks.engine.protocol;

import io.gristworks.core.batch.Refusal;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.OutcomePage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a coordinator answers. */
public sealed interface CoordinatorReply extends Wire {

  /** The answer to a wish about a whole batch. */
  sealed interface ToBatch extends CoordinatorReply {}

  /** The answer to a question about results. */
  sealed interface ToSegments extends CoordinatorReply {}

  /** The answer to a question about inputs. */
  sealed interface ToInputs extends CoordinatorReply {}

  /** The answer to a question about tasks. */
  sealed interface ToTasks extends CoordinatorReply {}

  /**
   * The wish is granted, and the batch stands so.
   *
   * @param repeated whether it had been granted before, and nothing was changed now
   */
  record Standing(BatchStatus status, boolean repeated) implements ToBatch {}

  /** The batch's time is over for good, and all of it may be deleted. */
  record Retired(String batch) implements ToBatch {}

  /** The wish is not granted, and nothing has changed. */
  record Refused(Refusal refusal) implements ToBatch, ToSegments, ToInputs, ToTasks {}

  /**
   * What there is of a job's outcomes, page by page.
   *
   * @param batchRevision the batch's revision when this was told
   * @param job the job's place in the batch
   * @param tasks how many tasks the job has
   */
  record SegmentPage(long batchRevision, int job, int tasks, OutcomePage outcomes)
      implements ToSegments {}

  /**
   * A page of where the inputs of a job are.
   *
   * @param parts some of the parts, in their order
   * @param next the part to ask for to have the next page, or -1 where this is the last
   */
  record InputPage(List<InputPart> parts, int next) implements ToInputs {}

  /** Where a task can be. */
  enum TaskState {
    /** To be handed out. */
    PENDING,
    /** With a worker node. */
    LEASED,
    /** Failed, to be tried again later. */
    WAITING_RETRY,
    /** Done. */
    SUCCEEDED,
    /** Given up. */
    FAILED,
    /** Ended on request. */
    CANCELLED
  }

  /**
   * Some tasks of a job.
   *
   * @param tasks in ascending order
   * @param next where to go on, or -1
   * @param segments the accepted segments that may tell of the first task, the latest {@value
   *     #SEGMENTS_MAX} of them; only where one task was asked for
   */
  record TaskPage(
      int job, int jobTasks, List<TaskStanding> tasks, int next, List<SegmentRef> segments)
      implements ToTasks {
    /** The most segments that are told. */
    public static final int SEGMENTS_MAX = 20_000;
  }

  /**
   * Where one task is.
   *
   * @param failedAttempts how many attempts of it have failed
   * @param due when it may be tried again; of a task that waits for that only
   * @param node who holds it; of a leased task only
   * @param suspicion what speaks against it, where a node died that ran it
   */
  record TaskStanding(
      int task,
      TaskState state,
      int failedAttempts,
      @Nullable Instant due,
      @Nullable String node,
      @Nullable String suspicion) {
    /** One that nothing speaks against. */
    public TaskStanding(
        int task,
        TaskState state,
        int failedAttempts,
        @Nullable Instant due,
        @Nullable String node) {
      this(task, state, failedAttempts, due, node, null);
    }
  }

  /** Whether an upload is part of the batch. */
  record UploadOwned(boolean owned) implements CoordinatorReply {}
}
