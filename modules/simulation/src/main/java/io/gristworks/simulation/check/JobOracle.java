package io.gristworks.simulation.check;

import static io.gristworks.simulation.check.InvariantViolation.unless;

import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.BatchEvent.JobOutcomes;
import io.gristworks.core.batch.Condition;
import io.gristworks.core.batch.ControlEvent;
import io.gristworks.core.batch.Dependency;
import io.gristworks.core.batch.JobProgress;
import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.batch.Reports.JobReport;
import io.gristworks.core.batch.Status;
import io.gristworks.core.batch.TaskSource;
import io.gristworks.core.message.ToNode.Lease;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.view.Counts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** One job, kept from what was stored and written, not from the core. */
final class JobOracle {
  private final JobSpec spec;
  private final RoaringBitmap succeeded = new RoaringBitmap();
  private final RoaringBitmap failed = new RoaringBitmap();
  private final RoaringBitmap cancelled = new RoaringBitmap();
  private final AttemptOracle attempts;
  private final ControlOracle control;
  private final TreeMap<String, Long> counters = new TreeMap<>();
  private final BlameOracle blames;
  private int total;
  private int ended;
  private boolean ending;
  private boolean released;
  private boolean skipped;
  private boolean canary;
  private boolean expects;
  private int revivals;

  /** Events so far, and how many there had been when this was last compared with that. */
  private long changes;

  private @Nullable JobProgress agreed;
  private long agreedChanges;

  JobOracle(JobSpec spec) {
    this.spec = spec;
    this.blames = new BlameOracle(spec);
    this.attempts = new AttemptOracle(spec);
    this.control = new ControlOracle(spec);
    this.total = spec.source().kind() == TaskSource.Kind.REDUCED ? 1 : 0;
    this.expects = spec.source().derives();
  }

  JobSpec spec() {
    return spec;
  }

  /** What it waits for; a collected job waits for its source, unless it says how itself. */
  List<Dependency> after() {
    var source = spec.source();
    if (source.kind() != TaskSource.Kind.COLLECTED || spec.afterNames().contains(source.job())) {
      return spec.after();
    }
    var after = new ArrayList<>(spec.after());
    after.add(new Dependency(source.job(), Condition.COMPLETED));
    return after;
  }

  void took(int tasks) {
    changes++;
    total += tasks;
  }

  int total() {
    return total;
  }

  void cancelRequested(CancelRequested event) {
    control.cancelRequested(event);
    ending = true;
    changes++;
  }

  boolean isEnding() {
    return ending;
  }

  private void skipped() {
    unless(!skipped, "I5", "%s is skipped twice", spec.name());
    ending = true;
    skipped = true;
  }

  /** Whether some of the failed are tried again before the others. */
  void canary(boolean now) {
    changes++;
    canary = now;
  }

  /** Whether more results of another job may become tasks. */
  void expects(boolean now) {
    changes++;
    expects = now;
  }

  /** An event that names this job. */
  void happened(ControlEvent event) {
    changes++;
    control.happened(event);
    if (event instanceof ControlEvent.JobSkipped) {
      skipped();
    } else if (event instanceof ControlEvent.BudgetExhausted exhausted) {
      control.budgetExhausted(exhausted, failed(), total);
    }
  }

  /** What it is told to do. */
  ControlOracle control() {
    return control;
  }

  /** What is known of its attempts. */
  AttemptOracle attempts() {
    return attempts;
  }

  /** Whether more of it has failed than may, and nothing came of that. */
  boolean overspends() {
    return control.overspends(failed(), total, expects);
  }

  void released(boolean now) {
    released = now;
  }

  /** Whether everything it waits for has ended as it must, once. */
  boolean isReleased() {
    return released;
  }

  /** Whether a job may begin that waits for this one to end so. */
  boolean allows(Condition condition) {
    return isDone() && BatchEndOracle.holds(condition, status(), failed.getCardinality());
  }

  boolean isDone() {
    return ended == total && !canary && (!expects || ending);
  }

  /** How it has ended. */
  Status status() {
    if (skipped) {
      return Status.SKIPPED;
    }
    if (!cancelled.isEmpty() || (ending && total == 0)) {
      return Status.CANCELLED;
    }
    return succeeded.isEmpty() && !failed.isEmpty() ? Status.FAILED : Status.COMPLETED;
  }

  RoaringBitmap succeeded() {
    return succeeded;
  }

  /** How often failed tasks have been tried again. */
  int revivals() {
    return revivals;
  }

  /** The tasks that are given up; for reading. */
  RoaringBitmap failedTasks() {
    return failed;
  }

  long failed() {
    return failed.getLongCardinality();
  }

  /** I2, I4: one outcome for each task, no attempt too many; and it is what was stored. */
  void counted(JobOutcomes outcomes, JobReport stored, Instant at) {
    unless(
        outcomes.succeeded().equals(stored.succeeded()),
        "I16",
        "stored %s, counted %s",
        stored.succeeded(),
        outcomes.succeeded());
    changes++;
    control.started(outcomes.startedAt());
    for (var failure : stored.failures()) {
      unless(
          !has(failure.task()),
          "I2",
          "task %d of %s has an outcome already",
          failure.task(),
          spec.name());
    }
    attempts.counted(outcomes, stored, at);
    end(succeeded, outcomes.succeeded());
    end(failed, outcomes.failed());
    stored.counters().forEach((name, delta) -> counters.merge(name, delta, Long::sum));
  }

  void cancelled(TaskSet tasks) {
    unless(ending, "I2", "tasks of %s cancelled that nobody wanted to end", spec.name());
    end(cancelled, tasks);
  }

  /** I4: a death is counted once. */
  void named(TaskSet tasks, String node) {
    for (int task : tasks.bits()) {
      unless(!has(task), "I4", "task %d of %s has an outcome and is blamed", task, spec.name());
      blames.named(task, node);
    }
  }

  /** The nodes whose death is counted against a task, in that order. */
  List<String> blamed(int task) {
    return blames.of(task);
  }

  /** I4: whoever is given up has had exactly so many deaths as it may. */
  void quarantined(TaskSet tasks) {
    for (int task : tasks.bits()) {
      blames.quarantined(task);
      attempts.quarantined(task);
    }
    end(failed, tasks);
  }

  /** I4: whoever has had so many is given up. */
  void suspectsAreFew() {
    blames.suspectsAreFew();
  }

  /** Failed tasks are tried again: the one way in which an outcome is taken back. */
  void revived(BatchEvent event, TaskSet tasks) {
    unless(failed.contains(tasks.bits()), "I2", "revived, and had not failed: %s", tasks);
    failed.andNot(tasks.bits());
    // With a canary under way it has not ended, though every task has its outcome.
    boolean hadEnded = isDone() && !(event instanceof BatchEvent.CanaryEnded);
    ending &= !hadEnded; // one that had ended goes on
    ended -= tasks.size();
    revivals++;
    changes++;
    attempts.revived(tasks);
    control.revived(event, hadEnded, failed(), total, expects);
    for (int task : tasks.bits()) {
      blames.revived(task);
    }
  }

  private void end(RoaringBitmap where, TaskSet tasks) {
    for (var known : new RoaringBitmap[] {succeeded, failed, cancelled}) {
      if (RoaringBitmap.intersects(known, tasks.bits())) {
        throw new InvariantViolation(
            "I2",
            "a second outcome in "
                + spec.name()
                + " for "
                + TaskSet.owning(RoaringBitmap.and(known, tasks.bits())));
      }
    }
    where.or(tasks.bits());
    ended += tasks.size();
    changes++;
    attempts.ended(tasks);
    blames.ended(tasks);
  }

  /** Whether that attempt of a task is the one that is to end next. */
  boolean isNext(int task, int attempt) {
    return !has(task) && attempts.isNext(task, attempt);
  }

  private boolean has(int task) {
    return succeeded.contains(task) || failed.contains(task) || cancelled.contains(task);
  }

  /** Those of {@code tasks} of which no attempt was ever counted, and that have no outcome. */
  RoaringBitmap unknownAmong(TaskSet tasks) {
    var unknown = RoaringBitmap.andNot(tasks.bits(), succeeded);
    unknown.andNot(failed);
    unknown.andNot(cancelled);
    return attempts.neverFailed(unknown);
  }

  /** I3, I5: what is handed out has no outcome, and knows how often it has failed. */
  void granted(Lease grant, int leased, @Nullable Instant now) {
    unless(!ending, "I10", "%s is ending and was granted", spec.name());
    control.granted(leased);
    boolean suspect = blames.anyOf(grant.tasks());
    unless(
        grant.alone() == suspect && (!suspect || grant.tasks().size() == 1),
        "I4",
        "%s of %s granted %s",
        grant.tasks(),
        spec.name(),
        grant.alone() ? "alone" : "not alone");
    for (var known : new RoaringBitmap[] {succeeded, failed, cancelled}) {
      unless(
          !RoaringBitmap.intersects(known, grant.tasks().bits()),
          "I3",
          "tasks of %s have an outcome and were granted: %s",
          spec.name(),
          grant.tasks());
    }
    attempts.granted(grant, now);
  }

  /** I1: every task in one place. */
  void counts(Counts counts, RoaringBitmap pending, RoaringBitmap leased, RoaringBitmap waiting) {
    long sum = counts.pending() + counts.leased() + counts.waitingRetry() + counts.completed();
    unless(
        sum == counts.total()
            && !RoaringBitmap.intersects(pending, leased)
            && !RoaringBitmap.intersects(pending, waiting)
            && !RoaringBitmap.intersects(leased, waiting),
        "I1",
        "%s does not add up: %s",
        spec.name(),
        counts);
  }

  /** I2: outcomes are exactly those written; for a coordinator that has heard of all of them. */
  void agrees(JobProgress progress) {
    if (agreed == progress && agreedChanges == changes) {
      return; // looked at before, and nothing has happened since
    }
    unless(
        progress.succeeded().equals(succeeded)
            && progress.failed().equals(failed)
            && progress.cancelled().equals(cancelled)
            && progress.counters().equals(counters)
            && progress.tasks() == total,
        "I7",
        "%s is not what was written",
        spec.name());
    attempts.agrees(progress);
    control.agrees(progress.control());
    unless(
        canary == (progress.deadLetters().canary() != null),
        "I22",
        "some tasks of %s are tried first: %s",
        spec.name(),
        canary);
    agreed = progress;
    agreedChanges = changes;
  }

  int ended() {
    return ended;
  }

  int quarantined() {
    return blames.quarantined();
  }

  @Override
  public String toString() {
    return spec.name() + ":" + ended + "/" + total + (ending ? " ending" : "");
  }
}
