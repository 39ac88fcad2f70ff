package io.gristworks.gateway.submit;

import io.gristworks.core.batch.AppendKey;
import io.gristworks.core.batch.BatchDependency;
import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.SpecSize;
import io.gristworks.core.batch.TaskSource;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.engine.protocol.Cluster;
import io.gristworks.engine.protocol.CoordinatorReply;
import io.gristworks.gateway.http.Caller;
import io.gristworks.gateway.http.Offload;
import io.gristworks.gateway.http.Permissions;
import io.gristworks.gateway.http.Ports;
import io.gristworks.gateway.http.Replies;
import io.gristworks.gateway.lookup.BatchLookup;
import io.gristworks.gateway.problem.Problem;
import io.gristworks.gateway.problem.ProblemFound;
import io.gristworks.gateway.upload.TaskIntake;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import kamon.Kamon;
import kamon.metric.Counter;
import org.jspecify.annotations.Nullable;

/**
 * Stores what was worded and asks the coordinator to accept it. Blocks; safe for many threads, of
 * which each has a request of its own.
 */
final class Submissions {
  private final Ports ports;
  private final Offload offload;
  private final Limits limits;
  private final BatchLookup lookup;
  private final FreshIds ids;
  private final Counter accepted = Kamon.counter("gristworks.gateway.tasks_accepted").withoutTags();

  Submissions(Ports ports, Offload offload, Limits limits) {
    this.ports = ports;
    this.offload = offload;
    this.limits = limits;
    this.lookup = new BatchLookup(ports.cluster());
    this.ids = new FreshIds(ports.random());
  }

  /** Where the tasks of a job come from. */
  @FunctionalInterface
  interface TaskReader {
    /** Sends all of them through the gate. */
    void read(JobDraft job, TaskIntake intake) throws IOException;
  }

  /**
   * What was accepted.
   *
   * @param repeated whether it had been before
   */
  record Accepted(BatchStatus status, boolean repeated) {}

  /**
   * Submits a batch; returns once it is durable.
   *
   * @param key the idempotency key, if there is one
   * @throws ProblemFound where it is refused; then nothing is left of it
   * @throws IOException if the tasks do not come to their end; likewise
   * @throws Cluster.NoAnswer if nobody knows
   */
  Accepted submit(Caller caller, @Nullable String key, BatchDraft draft, TaskReader source)
      throws IOException {
    requireMayGive(caller, draft.jobs());
    requireThere(caller, draft.afterBatches());
    requireSmall(draft);
    var batch = key == null ? ids.batch() : BatchId.of(caller.tenant(), key);
    var digest = new Digest();
    ports.cluster().expect(batch);
    try (var uploads = new Uploads(ports, offload, limits, batch)) {
      var parts = new ArrayList<InputPart>();
      digest.wording(draft.name() + '\n' + draft.labels() + '\n' + draft.open());
      if (!draft.afterBatches().isEmpty()) {
        digest.wording(draft.afterBatches().toString());
      }
      for (int at = 0; at < draft.jobs().size(); at++) {
        var job = draft.jobs().get(at);
        digest.wording(job.canonical());
        if (job.spec().source().kind() != TaskSource.Kind.SUBMITTED) {
          continue; // its tasks come from other jobs
        }
        var part = store(job, at, uploads, digest, source, draft.open());
        if (part.tasks() > 0) {
          parts.add(part);
        }
      }
      uploads.await();
      var jobs = draft.jobs().stream().map(JobDraft::spec).toList();
      var spec =
          new BatchSpec(
              caller.tenant(),
              draft.name(),
              draft.labels(),
              jobs,
              digest.text(),
              draft.afterBatches());
      return settle(
          caller,
          uploads,
          parts,
          () -> Replies.await(ports.cluster().submit(batch, spec, draft.open(), parts)));
    }
  }

  static void requireMayGive(Caller caller, List<JobDraft> jobs) {
    Permissions.requireMayGive(caller, jobs.stream().map(job -> job.spec().priority()));
  }

  /** What would be refused once all tasks are stored is refused before. */
  private static void requireSmall(BatchDraft draft) {
    var jobs = draft.jobs().stream().map(JobDraft::spec).toList();
    SpecSize.fault(draft.name(), draft.labels(), jobs, draft.afterBatches())
        .ifPresent(
            why -> {
              throw new ProblemFound(Problem.of(why));
            });
  }

  /** What is waited for must be there: by that no two batches can wait for each other. */
  private void requireThere(Caller caller, List<BatchDependency> needed) {
    for (int at = 0; at < needed.size(); at++) {
      try {
        Replies.await(lookup.batch(caller, needed.get(at).batch()));
      } catch (ProblemFound e) {
        throw new ProblemFound(Problem.invalid("/after_batches/" + at, e.problem().detail()));
      }
    }
  }

  private InputPart store(
      JobDraft job, int at, Uploads uploads, Digest digest, TaskReader source, boolean open)
      throws IOException {
    var upload = uploads.begin(ids.upload());
    var intake =
        new TaskIntake(
            job.operation(),
            upload,
            digest.tasks(),
            limits.taskBytes(),
            limits.tasksOfJob(),
            job.tasksPointer());
    source.read(job, intake);
    if (intake.tasks() == 0 && !open) {
      throw noTasks(job.tasksPointer());
    }
    return upload.finish(at);
  }

  private static ProblemFound noTasks(String pointer) {
    return new ProblemFound(
        Problem.invalid(pointer, "there are no tasks; a job needs at least one"));
  }

  /**
   * Appends tasks to a job of an open batch; returns once they are durable.
   *
   * @param job the job, to which nothing but its tasks is added
   * @param at its place in the batch
   * @param key the idempotency key, if there is one; it holds for this job
   * @throws ProblemFound as {@link #submit}
   */
  Accepted append(
      Caller caller, BatchId batch, JobDraft job, int at, @Nullable String key, TaskReader source)
      throws IOException {
    try (var uploads = new Uploads(ports, offload, limits, batch)) {
      var digest = new Digest();
      var part = store(job, at, uploads, digest, source, false);
      uploads.await();
      var appendKey = key == null ? null : new AppendKey(key, digest.text());
      return settle(
          caller,
          uploads,
          List.of(part),
          () -> Replies.await(ports.cluster().append(batch, job.spec().name(), part, appendKey)));
    }
  }

  private Accepted settle(
      Caller caller,
      Uploads uploads,
      List<InputPart> parts,
      java.util.function.Supplier<CoordinatorReply.ToBatch> ask) {
    CoordinatorReply.ToBatch reply;
    try {
      reply = ask.get();
    } catch (RuntimeException e) { // whatever it was: the wish may have been granted
      uploads.leaveUndecided();
      throw e;
    }
    if (reply instanceof CoordinatorReply.Standing(_, var repeated) && !repeated) {
      uploads.keep();
      accepted.increment(parts.stream().mapToLong(InputPart::tasks).sum());
    }
    boolean repeated = reply instanceof CoordinatorReply.Standing standing && standing.repeated();
    return new Accepted(BatchLookup.granted(caller, reply), repeated);
  }
}
