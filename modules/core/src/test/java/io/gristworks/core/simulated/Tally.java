package io.gristworks.core.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchEvent.JobOutcomes;
import io.gristworks.core.batch.JobProgress;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.lease.LeaseGrant;
import io.gristworks.core.lease.TaskDispatch;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.view.Counts;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.roaringbitmap.RoaringBitmap;

/** The ledger's page for one job, kept from what was stored and written, not from the core. */
final class Tally {
  private final JobSpec spec;
  private final RoaringBitmap succeeded = new RoaringBitmap();
  private final RoaringBitmap failed = new RoaringBitmap();
  private final RoaringBitmap cancelled = new RoaringBitmap();
  private final Map<Integer, Integer> failedAttempts = new HashMap<>();
  private final TreeMap<String, Long> counters = new TreeMap<>();
  private int total;
  private long attempts;
  private long busyMicros;
  private boolean ending;

  Tally(JobSpec spec) {
    this.spec = spec;
  }

  void took(int tasks) {
    total += tasks;
  }

  void cancelRequested() {
    ending = true;
  }

  boolean isEnding() {
    return ending;
  }

  boolean hasSucceededWhole() {
    return succeeded.getCardinality() == total;
  }

  boolean isDone() {
    return succeeded.getCardinality() + failed.getCardinality() + cancelled.getCardinality()
        == total;
  }

  /** I2 and I4: one outcome for each task, and no attempt too many. */
  void counted(JobOutcomes outcomes, JobReport stored) {
    assertThat(outcomes.succeeded()).isEqualTo(stored.succeeded());
    end(succeeded, outcomes.succeeded());
    var given = outcomes.failed().bits().clone();
    outcomes.retries().forEach(retry -> given.add(retry.task()));
    for (var failure : stored.failures()) {
      int task = failure.task();
      assertThat(given.contains(task)).as("failed task %d of %s", task, spec.name()).isTrue();
      assertThat(has(task)).as("task %d of %s has an outcome", task, spec.name()).isFalse();
      assertThat(failure.attempt())
          .as("attempt of task %d of %s", task, spec.name())
          .isGreaterThan(failedAttempts.getOrDefault(task, 0))
          .isLessThanOrEqualTo(spec.retry().maxAttempts());
      failedAttempts.put(task, failure.attempt());
    }
    for (var retry : outcomes.retries()) {
      assertThat(retry.failedAttempts()).isEqualTo(failedAttempts.get(retry.task()));
    }
    end(failed, outcomes.failed());
    stored.counters().forEach((name, delta) -> counters.merge(name, delta, Long::sum));
    attempts += stored.segment().entries();
    busyMicros += stored.busyMicros();
  }

  void cancelled(TaskSet tasks) {
    assertThat(ending).as("%s was to end", spec.name()).isTrue();
    end(cancelled, tasks);
  }

  private void end(RoaringBitmap where, TaskSet tasks) {
    for (var ended : new RoaringBitmap[] {succeeded, failed, cancelled}) {
      if (RoaringBitmap.intersects(ended, tasks.bits())) {
        throw new AssertionError(
            "a second outcome in "
                + spec.name()
                + " for "
                + RoaringBitmap.and(ended, tasks.bits()));
      }
    }
    where.or(tasks.bits());
  }

  private boolean has(int task) {
    return succeeded.contains(task) || failed.contains(task) || cancelled.contains(task);
  }

  /** I3: what is handed out is nobody's, has no outcome, and knows how often it has failed. */
  void granted(LeaseGrant grant, RoaringBitmap leasedBefore) {
    assertThat(ending).as("%s is ending and was granted", spec.name()).isFalse();
    assertThat(RoaringBitmap.intersects(leasedBefore, grant.tasks().bits()))
        .as("leased twice: %s of %s", grant.tasks(), spec.name())
        .isFalse();
    var failedBefore = new HashMap<Integer, Integer>();
    for (int task : grant.tasks().bits()) {
      if (has(task)) {
        throw new AssertionError("task " + task + " of " + spec.name() + " has an outcome");
      }
      var failures = failedAttempts.get(task);
      if (failures != null) {
        failedBefore.put(task, failures);
      }
    }
    assertThat(grant.failedAttempts()).isEqualTo(failedBefore);
  }

  /** I1 and I2: every task in one place, and the outcomes exactly those that were counted. */
  void check(int job, JobProgress progress, TaskDispatch dispatch) {
    assertThat(progress.succeeded()).isEqualTo(succeeded);
    assertThat(progress.failed()).isEqualTo(failed);
    assertThat(progress.cancelled()).isEqualTo(cancelled);
    var counts = dispatch.counts(job);
    assertThat(counts)
        .as("counts of %s", spec.name())
        .isEqualTo(
            new Counts(
                total,
                counts.pending(),
                counts.leased(),
                counts.waitingRetry(),
                succeeded.getCardinality(),
                failed.getCardinality(),
                cancelled.getCardinality()));
    assertThat(counts.pending() + counts.leased() + counts.waitingRetry() + counts.completed())
        .as("%s adds up: %s", spec.name(), counts)
        .isEqualTo(total);
    var somewhere = RoaringBitmap.or(dispatch.pending(job), dispatch.leased(job));
    somewhere.or(dispatch.waiting(job));
    somewhere.or(RoaringBitmap.or(succeeded, failed, cancelled));
    assertThat(somewhere.getCardinality())
        .as("each task of %s in one place: %s", spec.name(), counts)
        .isEqualTo(total);
    assertThat(progress.counters()).isEqualTo(counters);
    assertThat(progress.attempts()).isEqualTo(attempts);
    assertThat(progress.busyMicros()).isEqualTo(busyMicros);
  }
}
