package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchSnapshot;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.Dependency;
import io.gristworks.core.batch.JobCourse;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.TaskSource;
import io.gristworks.simulation.Mutation;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a coordinator that takes a batch over forgets of it on purpose; see {@link Mutation}. */
final class Amnesia {
  private Amnesia() {}

  /** The batch as read from the journal, less what is forgotten. */
  static Batch of(Batch read, Mutation mutation) {
    if (!read.exists()) {
      return read;
    }
    return switch (mutation) {
      case DERIVES_ANEW_AFTER_TAKEOVER -> with(read, read.spec(), Amnesia::underived);
      case FORGETS_WHAT_IS_TO_BE_REDUCED -> with(read, reducingNothing(read.spec()), it -> it);
      case FORGETS_AWAITED_BATCHES -> with(read, awaitingNothing(read.spec()), it -> it);
      default -> read;
    };
  }

  private static JobCourse underived(JobCourse was) {
    return new JobCourse(
        was.control(),
        was.released(),
        was.fanIn(),
        0,
        was.derivationEnded(),
        was.givenUp(),
        was.attemptsGivenUp(),
        was.attemptsTakenUp(),
        was.canary(),
        was.canaryResult(),
        was.suspects(),
        was.quarantined());
  }

  private static BatchSpec awaitingNothing(BatchSpec spec) {
    return new BatchSpec(spec.tenant(), spec.name(), spec.labels(), spec.jobs(), spec.digest());
  }

  private static BatchSpec reducingNothing(BatchSpec spec) {
    var jobs = spec.jobs().stream().map(Amnesia::reducingNothing).toList();
    return new BatchSpec(
        spec.tenant(), spec.name(), spec.labels(), jobs, spec.digest(), spec.afterBatches());
  }

  private static JobSpec reducingNothing(JobSpec job) {
    return job.source().kind() == TaskSource.Kind.REDUCED ? job.after(new Dependency[0]) : job;
  }

  private static Batch with(Batch read, BatchSpec spec, UnaryOperator<JobCourse> courses) {
    var was = read.snapshot();
    List<BatchSnapshot.Job> jobs =
        was.jobs().stream()
            .map(
                job ->
                    new BatchSnapshot.Job(
                        job.succeeded(),
                        job.failed(),
                        job.cancelled(),
                        job.retries(),
                        job.segments(),
                        job.counters(),
                        job.errors(),
                        job.attempts(),
                        job.busyMicros(),
                        job.startedAt(),
                        job.finishedAt(),
                        job.cancelReason(),
                        courses.apply(job.course())))
            .toList();
    return new Batch(
        read.id(),
        new BatchSnapshot(
            spec,
            was.open(),
            was.inputs(),
            was.appends(),
            was.incarnation(),
            was.createdAt(),
            jobs,
            was.awaited(),
            was.discarded()));
  }
}
