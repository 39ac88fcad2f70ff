package io.gristworks.engine.protocol;

import io.gristworks.core.batch.AppendKey;
import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.view.NodeStatus;
import io.gristworks.core.view.QueueStatus;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as the gateway sees it. Every call returns at once; a stage that fails with {@link
 * NoAnswer} says that whoever was asked did not answer in time, and that what was asked may or may
 * not have happened.
 */
public interface Cluster {

  /** The most tasks that {@link #running} tells of. */
  int RUNNING_MAX = 1_000;

  /**
   * A batch is about to be submitted: its coordinator may wake meanwhile, which takes longer than
   * to write down the batch. Nothing follows from it; where nothing is submitted, it sleeps again.
   */
  void expect(BatchId batch);

  /** Submits a batch; completes once it is durable. */
  CompletionStage<CoordinatorReply.ToBatch> submit(
      BatchId batch, BatchSpec spec, boolean open, List<InputPart> inputs);

  /**
   * Appends tasks to a job of an open batch; completes once they are durable.
   *
   * @param key by which a repetition is known; null where the append has none
   */
  CompletionStage<CoordinatorReply.ToBatch> append(
      BatchId batch, String job, InputPart part, @Nullable AppendKey key);

  /** Seals an open batch. */
  CompletionStage<CoordinatorReply.ToBatch> seal(BatchId batch, SortedMap<String, Long> expected);

  /** Has an existing batch be as somebody wants it; completes once that is durable. */
  CompletionStage<CoordinatorReply.ToBatch> control(BatchId batch, BatchCommand command);

  /** A batch as it stands. */
  CompletionStage<CoordinatorReply.ToBatch> status(BatchId batch);

  /** A batch as it stands once it has changed since {@code revision}, or after some seconds. */
  CompletionStage<CoordinatorReply.ToBatch> statusAfter(BatchId batch, long revision);

  /**
   * A page of the outcomes of a job.
   *
   * @param from the segment to begin with
   */
  CompletionStage<CoordinatorReply.ToSegments> segments(BatchId batch, String job, int from);

  /**
   * A page of where the inputs of a job are.
   *
   * @param from the part to begin with
   */
  CompletionStage<CoordinatorReply.ToInputs> inputs(BatchId batch, String job, int from);

  /** Tasks of a job. */
  CompletionStage<CoordinatorReply.ToTasks> tasks(
      BatchId batch, String job, CoordinatorReply.@Nullable TaskState state, int from, int limit);

  /**
   * The tasks of a job that run now, with what their handlers say of their progress: asked of the
   * worker nodes, for nothing of it is kept elsewhere. A node that does not answer is left out.
   *
   * @param job the job's name
   * @param from only tasks with this index or a higher one
   * @param limit the most tasks, 1 to {@value #RUNNING_MAX}
   * @return in the order of their indexes; a task may run twice, where a lease has lapsed
   */
  default CompletionStage<List<TaskAtWork>> running(
      BatchId batch, String job, int from, int limit) {
    return CompletableFuture.completedFuture(List.of());
  }

  /** The queues that have, or lately had, work. */
  CompletionStage<List<QueueStatus>> queues();

  /** The worker nodes. */
  CompletionStage<List<NodeStatus>> workers();

  /**
   * Has a worker node take no more work and give back what it has not begun, or take work again.
   *
   * @return how it stands then; empty where no node of that name answers
   */
  CompletionStage<Optional<NodeStatus>> drain(String node, boolean draining);

  /** Nobody answered in time. */
  final class NoAnswer extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Who was asked, and for how long. */
    public NoAnswer(String message, Throwable cause) {
      super(message, cause);
    }

    /** Why nobody was asked. */
    public NoAnswer(String message) {
      super(message);
    }
  }
}
