package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchSnapshot;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.Dependency;
import io.gristworks.core.batch.ErrorGroup;
import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.JobStateSnapshot;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.TaskSource;
import io.gristworks.core.message.JobKey;
import io.gristworks.core.message.NodeHolding;
import io.gristworks.core.message.NodeHoldings;
import io.gristworks.simulation.Mutation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * What a snapshot lacks on purpose, or a coordinator forgets that takes a batch over; see {@link
 * Mutation}.
 */
final class SnapshotMutation {
  private SnapshotMutation() {}

  /** The batch as read from the journal, less what is forgotten. */
  static Batch of(Batch read, Mutation mutation) {
    if (!read.exists()) {
      return read;
    }
    return switch (mutation) {
      case DERIVES_ANEW_AFTER_TAKEOVER ->
          jobs(read, job -> course(job, course -> derived(course, 0)));
      case FORGETS_WHAT_IS_TO_BE_REDUCED -> spec(read, reducingNothing(read.spec()));
      case FORGETS_AWAITED_BATCHES -> spec(read, awaitingNothing(read.spec()));
      case FAILOVER_FORGETS_BACKOFF -> jobs(read, job -> retries(job, SnapshotMutation::dueAtOnce));
      case FAILOVER_FORGETS_PAUSES ->
          jobs(read, job -> course(job, course -> control(course, SnapshotMutation::unpaused)));
      case FAILOVER_FORGETS_ATTEMPTS -> jobs(read, job -> retries(job, _ -> List.of()));
      case FAILOVER_FORGETS_CANARIES ->
          jobs(read, job -> course(job, SnapshotMutation::uncanaried));
      default -> read;
    };
  }

  /** A snapshot, less what it forgets. */
  static BatchSnapshot of(BatchSnapshot taken, Mutation mutation) {
    return switch (mutation) {
      case SNAPSHOT_FORGETS_LIMITS ->
          jobs(taken, job -> course(job, course -> control(course, SnapshotMutation::unlimited)));
      case SNAPSHOT_FORGETS_DEADLINES ->
          jobs(taken, job -> course(job, course -> control(course, SnapshotMutation::undated)));
      case SNAPSHOT_FORGETS_PRIORITIES ->
          jobs(taken, job -> course(job, course -> control(course, SnapshotMutation::usual)));
      case SNAPSHOT_FORGETS_APPEND_KEYS ->
          with(taken, taken.spec(), taken.jobs(), List.of(), taken.discarded());
      case SNAPSHOT_FORGETS_DISCARDED_SEGMENTS ->
          with(taken, taken.spec(), taken.jobs(), taken.appends(), List.of());
      case SNAPSHOT_FORGETS_CAUSES -> jobs(taken, SnapshotMutation::causeless);
      default -> taken;
    };
  }

  private static List<BatchEvent.Retry> dueAtOnce(List<BatchEvent.Retry> retries) {
    return retries.stream().map(each -> each.dueAt(Instant.EPOCH)).toList();
  }

  private static JobStateSnapshot.Control unpaused(JobStateSnapshot.Control was) {
    return new JobStateSnapshot.Control(
        was.priority(),
        was.limits(),
        was.deadline(),
        was.begun(),
        null,
        was.ending(),
        was.skipReason(),
        was.budgetSpent(),
        was.reopenedAt());
  }

  private static JobStateSnapshot.Control unlimited(JobStateSnapshot.Control was) {
    return limits(was, JobLimits.NONE);
  }

  private static JobStateSnapshot.Control limits(JobStateSnapshot.Control was, JobLimits limits) {
    return new JobStateSnapshot.Control(
        was.priority(),
        limits,
        was.deadline(),
        was.begun(),
        was.pause(),
        was.ending(),
        was.skipReason(),
        was.budgetSpent(),
        was.reopenedAt());
  }

  private static JobStateSnapshot.Control undated(JobStateSnapshot.Control was) {
    return new JobStateSnapshot.Control(
        was.priority(),
        was.limits(),
        null,
        was.begun(),
        was.pause(),
        was.ending(),
        was.skipReason(),
        was.budgetSpent(),
        was.reopenedAt());
  }

  private static JobStateSnapshot.Control usual(JobStateSnapshot.Control was) {
    return new JobStateSnapshot.Control(
        Priority.NORMAL,
        was.limits(),
        was.deadline(),
        was.begun(),
        was.pause(),
        was.ending(),
        was.skipReason(),
        was.budgetSpent(),
        was.reopenedAt());
  }

  private static JobStateSnapshot derived(JobStateSnapshot was, int segments) {
    return course(was, was.control(), segments, was.canary() == null);
  }

  private static JobStateSnapshot uncanaried(JobStateSnapshot was) {
    return course(was, was.control(), was.derivedSegments(), true);
  }

  private static JobStateSnapshot control(
      JobStateSnapshot was, UnaryOperator<JobStateSnapshot.Control> change) {
    return course(was, change.apply(was.control()), was.derivedSegments(), was.canary() == null);
  }

  private static JobStateSnapshot course(
      JobStateSnapshot was,
      JobStateSnapshot.Control control,
      int derivedSegments,
      boolean forgetsCanary) {
    return new JobStateSnapshot(
        control,
        was.released(),
        was.fanIn(),
        derivedSegments,
        was.derivationEnded(),
        was.givenUp(),
        was.attemptsGivenUp(),
        was.attemptsTakenUp(),
        forgetsCanary ? null : was.canary(),
        was.canaryResult(),
        was.suspects(),
        was.quarantined());
  }

  private static BatchSpec awaitingNothing(BatchSpec spec) {
    return new BatchSpec(spec.tenant(), spec.name(), spec.labels(), spec.jobs(), spec.digest());
  }

  private static BatchSpec reducingNothing(BatchSpec spec) {
    var jobs = spec.jobs().stream().map(SnapshotMutation::reducingNothing).toList();
    return new BatchSpec(
        spec.tenant(), spec.name(), spec.labels(), jobs, spec.digest(), spec.afterBatches());
  }

  private static JobSpec reducingNothing(JobSpec job) {
    return job.source().kind() == TaskSource.Kind.REDUCED ? job.after(new Dependency[0]) : job;
  }

  private static BatchSnapshot.Job causeless(BatchSnapshot.Job was) {
    return job(was, was.retries(), List.of(), was.course());
  }

  private static BatchSnapshot.Job retries(
      BatchSnapshot.Job was, UnaryOperator<List<BatchEvent.Retry>> change) {
    return job(was, change.apply(was.retries()), was.errors(), was.course());
  }

  private static BatchSnapshot.Job course(
      BatchSnapshot.Job was, UnaryOperator<JobStateSnapshot> change) {
    var course = was.course();
    return job(was, was.retries(), was.errors(), change.apply(course));
  }

  private static BatchSnapshot.Job job(
      BatchSnapshot.Job was,
      List<BatchEvent.Retry> retries,
      List<ErrorGroup> errors,
      JobStateSnapshot course) {
    return new BatchSnapshot.Job(
        was.succeeded(),
        was.failed(),
        was.cancelled(),
        retries,
        was.segments(),
        was.counters(),
        errors,
        was.attempts(),
        was.busyMicros(),
        was.startedAt(),
        was.finishedAt(),
        was.cancelReason(),
        course);
  }

  private static Batch jobs(Batch read, UnaryOperator<BatchSnapshot.Job> change) {
    return new Batch(read.id(), jobs(read.snapshot(), change));
  }

  private static BatchSnapshot jobs(BatchSnapshot was, UnaryOperator<BatchSnapshot.Job> change) {
    var jobs = new ArrayList<BatchSnapshot.Job>();
    was.jobs().forEach(job -> jobs.add(change.apply(job)));
    return with(was, was.spec(), jobs);
  }

  private static Batch spec(Batch read, BatchSpec spec) {
    var was = read.snapshot();
    return new Batch(read.id(), with(was, spec, was.jobs()));
  }

  private static BatchSnapshot with(
      BatchSnapshot was, BatchSpec spec, List<BatchSnapshot.Job> jobs) {
    return with(was, spec, jobs, was.appends(), was.discarded());
  }

  private static BatchSnapshot with(
      BatchSnapshot was,
      BatchSpec spec,
      List<BatchSnapshot.Job> jobs,
      List<BatchSnapshot.Append> appends,
      List<UUID> discarded) {
    return new BatchSnapshot(
        spec,
        was.open(),
        was.inputs(),
        appends,
        was.incarnation(),
        was.createdAt(),
        jobs,
        was.awaited(),
        discarded);
  }

  /** The same as of other jobs, of which nobody will ever speak again. */
  static NodeHoldings underOtherNames(NodeHoldings told) {
    var after = told.after();
    var jobs =
        told.jobs().stream()
            .map(
                each ->
                    new NodeHolding(
                        otherName(each.job()),
                        each.queue(),
                        each.tenant(),
                        each.operation(),
                        each.cpuBound(),
                        each.tasks()))
            .toList();
    return new NodeHoldings(after == null ? null : otherName(after), jobs, told.last());
  }

  private static JobKey otherName(JobKey job) {
    return new JobKey("again-" + job.batch(), job.job());
  }
}
