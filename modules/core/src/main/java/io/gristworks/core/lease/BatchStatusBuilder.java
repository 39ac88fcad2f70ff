package io.gristworks.core.lease;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.JobProgress;
import io.gristworks.core.batch.Status;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.core.view.Counts;
import io.gristworks.core.view.JobDetail;
import io.gristworks.core.view.JobReason;
import io.gristworks.core.view.JobStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Says how a batch stands, out of what is durable and what is not. Pure; O(jobs). */
public final class BatchStatusBuilder {
  private BatchStatusBuilder() {}

  /**
   * The status of an existing batch.
   *
   * @param rates tasks a second, by place of the job
   * @param revision the sequence number of its last event
   */
  public static BatchStatus of(
      Batch batch, TaskDispatch dispatch, IntToDoubleFunction rates, long revision) {
    var jobs = new ArrayList<JobStatus>();
    for (int at = 0; at < batch.jobs().size(); at++) {
      jobs.add(job(batch, dispatch, at, rates.applyAsDouble(at)));
    }
    var spec = batch.spec();
    return new BatchStatus(
        batch.id().value(),
        spec.tenant(),
        spec.name(),
        spec.labels(),
        Status.of(jobs.stream().map(JobStatus::status).toList(), batch.isOpen()),
        batch.createdAt(),
        extreme(jobs, JobStatus::startedAt, Comparator.naturalOrder()),
        batch.isFinished() ? extreme(jobs, JobStatus::finishedAt, Comparator.reverseOrder()) : null,
        revision,
        jobs,
        batch.awaits());
  }

  private static @Nullable Instant extreme(
      Collection<JobStatus> jobs,
      Function<JobStatus, @Nullable Instant> of,
      Comparator<Instant> order) {
    return jobs.stream().map(of).filter(Objects::nonNull).min(order).orElse(null);
  }

  private static JobStatus job(Batch batch, TaskDispatch dispatch, int at, double rate) {
    var job = batch.jobs().get(at);
    var spec = job.spec();
    var counts = dispatch.counts(at);
    var status = job.status(batch.isOpen(), counts.leased() > 0);
    long left = counts.total() - counts.completed();
    return new JobStatus(
        spec.name(),
        spec.operation(),
        spec.queue(),
        job.control().priority(),
        spec.afterNames(),
        status,
        reason(batch, at, counts, status),
        counts,
        dispatch.startedAt(at),
        job.finishedAt(),
        job.attempts(),
        job.busyMicros(),
        rate,
        rate > 0 ? left / rate : left == 0 ? 0 : -1,
        new TreeMap<>(job.counters()),
        job.deadLetters().errors(),
        JobDetail.of(batch, at));
  }

  private static JobReason reason(Batch batch, int at, Counts counts, Status status) {
    var job = batch.jobs().get(at);
    if (status.isFinal()) {
      return ended(job, counts, status);
    }
    var cancelled = job.cancelReason();
    if (cancelled != null) {
      return new JobReason.Cancelling(cancelled);
    }
    if (batch.isOpen()) {
      return new JobReason.Open();
    }
    var pause = job.control().pause();
    if (pause != null) {
      return new JobReason.Paused(pause);
    }
    var waitsFor = batch.waitsFor(at);
    if (!waitsFor.isEmpty()) {
      return new JobReason.Waiting(waitsFor);
    }
    var startAt = job.control().startAt();
    if (!job.control().begun() && startAt != null) {
      return new JobReason.StartsAt(startAt);
    }
    if (counts.leased() > 0) {
      return new JobReason.WithWorkers(counts.leased());
    }
    if (counts.pending() > 0) {
      return new JobReason.WaitsForWorker(job.spec().operation(), job.spec().queue());
    }
    return counts.waitingRetry() > 0 || !job.dependencies().expectsTasks()
        ? new JobReason.WaitsForRetry(counts.waitingRetry())
        : new JobReason.WaitsForResults(job.spec().source().job());
  }

  private static JobReason ended(JobProgress job, Counts counts, Status status) {
    return switch (status) {
      case CANCELLED -> new JobReason.Cancelled(Objects.requireNonNull(job.endReason()));
      case SKIPPED -> new JobReason.Skipped(Objects.requireNonNull(job.control().skipReason()));
      case FAILED -> new JobReason.AllFailed(counts.total());
      case COMPLETED, CREATED, QUEUED, RUNNING, PAUSED ->
          counts.failed() == 0
              ? new JobReason.AllSucceeded()
              : new JobReason.SomeFailed(counts.failed(), counts.total());
    };
  }
}
