package io.gristworks.gateway.lookup;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Refusal;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.JobStatus;
import io.gristworks.engine.protocol.Cluster;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Finds batches and jobs by the ids that users know, and only for those whose they are. Answered
 * from the coordinators' memory. Safe for many threads.
 */
public final class BatchLookup {
  private final Cluster cluster;

  /** Asks {@code cluster}. */
  public BatchLookup(Cluster cluster) {
    this.cluster = cluster;
  }

  /** A job and its batch. */
  public record FoundJob(BatchStatus batch, JobStatus job) {
    /** The batch's id. */
    public BatchId batchId() {
      return new BatchId(batch.id());
    }
  }

  /**
   * The id that {@code text} is.
   *
   * @throws ProblemFound 404 where it cannot be one
   */
  public static BatchId batchId(String text) {
    if (!BatchId.isWellFormed(text)) {
      throw new ProblemFound(Problem.notFound("there is no batch " + text));
    }
    return new BatchId(text);
  }

  /** The batch; fails with {@link ProblemFound} where there is none for the caller. */
  public CompletionStage<BatchStatus> batch(Caller caller, String id) {
    try {
      return cluster.status(batchId(id)).thenApply(reply -> granted(caller, reply));
    } catch (ProblemFound e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** The job {@code <batch>.<job>}; fails as {@link #batch} does. */
  public CompletionStage<FoundJob> job(Caller caller, String id) {
    int dot = id.indexOf('.');
    if (dot < 0 || !BatchId.isWellFormed(id.substring(0, dot))) {
      return CompletableFuture.failedFuture(
          new ProblemFound(
              Problem.notFound("there is no job " + id + "; a job's id is <batch>.<job>")));
    }
    return batch(caller, id.substring(0, dot))
        .thenApply(batch -> place(batch, id.substring(dot + 1)));
  }

  /**
   * The job called {@code name}.
   *
   * @throws ProblemFound 404
   */
  public static FoundJob place(BatchStatus batch, String name) {
    return batch.jobs().stream()
        .filter(job -> job.name().equals(name))
        .findFirst()
        .map(job -> new FoundJob(batch, job))
        .orElseThrow(
            () ->
                new ProblemFound(Problem.notFound("batch " + batch.id() + " has no job " + name)));
  }

  /**
   * What a coordinator granted.
   *
   * @throws ProblemFound what it refused, or 404 where the batch is not the caller's
   */
  public static BatchStatus granted(Caller caller, CoordinatorReply.ToBatch reply) {
    return switch (reply) {
      case CoordinatorReply.Standing(var status, _) when !status.tenant().equals(caller.tenant()) ->
          throw new ProblemFound(Problem.of(new Refusal.UnknownBatch(status.id())));
      case CoordinatorReply.Standing(var status, _) -> status;
      case CoordinatorReply.Retired(var batch) ->
          throw new ProblemFound(Problem.of(new Refusal.BatchRetired(batch)));
      case CoordinatorReply.Refused(var refusal) -> throw new ProblemFound(Problem.of(refusal));
    };
  }
}
