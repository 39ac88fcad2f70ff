package io.gristworks.gateway.submit;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.schedule.ScheduledRun;
import io.gristworks.core.schedule.StoredBatch;
import io.gristworks.core.schedule.StoredBatch.Form;
import io.gristworks.core.schedule.SubmitResult;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.http.Offload;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import io.gristworks.gateway.upload.TaskIntake;
import io.gristworks.gateway.upload.Upload;
import io.gristworks.gateway.upload.WriteWindow;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Submits the batches that schedules keep, exactly as a user's request would. Blocks; safe for many
 * threads.
 */
public final class StoredSubmissions {
  private static final BatchId NO_BATCH = new BatchId("b" + "0".repeat(20));

  private final Ports ports;
  private final Offload offload;
  private final Limits limits;
  private final BatchReader reader;
  private final Submissions submissions;

  /** Submits within {@code limits}. */
  public StoredSubmissions(Ports ports, Offload offload, Limits limits) {
    this.ports = ports;
    this.offload = offload;
    this.limits = limits;
    this.reader = new BatchReader(ports.operations(), limits);
    this.submissions = new Submissions(ports, offload, limits);
  }

  /**
   * What was submitted.
   *
   * @param repeated whether it had been before
   */
  public record Submitted(BatchStatus status, boolean repeated) {}

  private BatchDraft draft(StoredBatch batch) {
    var draft =
        batch.form() == Form.JOB ? reader.single(batch.json()) : reader.several(batch.json());
    if (draft.open()) {
      throw new ProblemFound(
          Problem.invalid(
              "/open", "open must be false: nobody would append to a schedule's batch"));
    }
    return draft;
  }

  /**
   * Makes sure that a batch would be accepted of the caller: its wording, its parameters, its
   * priorities, each of its tasks.
   *
   * @throws ProblemFound 403 or 422 where it would not
   */
  public void check(Caller caller, StoredBatch batch) {
    var draft = draft(batch);
    Submissions.requireMayGive(caller, draft.jobs());
    for (var job : draft.jobs()) {
      // Never written: all of a stored batch is less than what an upload gathers before it writes.
      var nowhere =
          new Upload(
              ports.store(),
              new WriteWindow(offload),
              "unwritten",
              NO_BATCH,
              ports.clock().instant());
      var intake =
          new TaskIntake(
              job.operation(),
              nowhere,
              new Digest().tasks(),
              limits.taskBytes(),
              limits.tasksOfJob(),
              job.tasksPointer());
      RequestBodies.walk(draft.body(), job, intake);
    }
  }

  /**
   * Submits a run; returns once it is durable.
   *
   * @throws ProblemFound where it is refused
   * @throws RuntimeException if nobody knows
   */
  public Submitted submit(ScheduledRun run, StoredBatch batch) {
    var draft = draft(batch);
    try {
      var accepted =
          submissions.submit(
              new Caller(run.tenant()),
              run.key(),
              draft,
              (job, intake) -> RequestBodies.walk(draft.body(), job, intake));
      return new Submitted(accepted.status(), accepted.repeated());
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot fail", e);
    }
  }

  /**
   * Submits a run for the keeper of schedules, which tells a refusal from a failure.
   *
   * @throws RuntimeException if nobody knows, or it may be accepted later
   */
  public SubmitResult submitDue(ScheduledRun run, StoredBatch batch) {
    try {
      return new SubmitResult.Accepted(submit(run, batch).repeated());
    } catch (ProblemFound e) {
      int status = e.problem().status();
      if (status >= 500 || status == 429) {
        throw e;
      }
      return new SubmitResult.Refused(e.problem().detail());
    }
  }
}
