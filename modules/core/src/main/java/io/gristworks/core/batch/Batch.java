package io.gristworks.core.batch;

import io.gristworks.core.batch.BatchEvent.BatchRetired;
import io.gristworks.core.batch.BatchEvent.BatchSealed;
import io.gristworks.core.batch.BatchEvent.BatchSubmitted;
import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.BatchEvent.CoordinatorAwoke;
import io.gristworks.core.batch.BatchEvent.OutcomesAccepted;
import io.gristworks.core.batch.BatchEvent.TasksAppended;
import io.gristworks.core.batch.BatchEvent.TasksCancelled;
import io.gristworks.core.batch.Decision.Accepted;
import io.gristworks.core.batch.Decision.AlreadyTrue;
import io.gristworks.core.batch.Decision.Refused;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.TaskSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * One batch as its history tells it. The deciding methods read the present and change nothing; only
 * {@link #apply} makes the next, in place (see {@link JobProgress}).
 *
 * <p>Threads: one at a time.
 */
public final class Batch {
  /** The most tasks of one job. */
  public static final int MOST_TASKS = 10_000_000;

  private final BatchId id;
  private final List<JobProgress> jobs = new ArrayList<>();
  private final Set<String> appendKeys = new LinkedHashSet<>();
  private @Nullable BatchSpec spec;
  private Instant createdAt = Instant.EPOCH;
  private boolean open;
  private long incarnation;
  private @Nullable BatchRetired retirement;
  private boolean beheaded;

  /** A batch to which nothing has happened. */
  public Batch(BatchId id) {
    this.id = id;
  }

  /** A batch as it was when {@code was} was taken. */
  public Batch(BatchId id, BatchSnapshot was) {
    this(id);
    this.spec = was.spec();
    this.open = was.open();
    this.createdAt = was.createdAt();
    this.incarnation = was.incarnation();
    appendKeys.addAll(was.appendKeys());
    for (int at = 0; at < was.jobs().size(); at++) {
      jobs.add(new JobProgress(was.spec().jobs().get(at), was.jobs().get(at)));
    }
    was.inputs().forEach(part -> jobs.get(part.job()).take(part));
  }

  /**
   * The whole state, as a value.
   *
   * @throws IllegalStateException if there is none yet
   */
  public BatchSnapshot snapshot() {
    return new BatchSnapshot(
        spec(),
        open,
        jobs.stream().flatMap(job -> job.inputs().stream()).toList(),
        List.copyOf(appendKeys),
        incarnation,
        createdAt,
        jobs.stream().map(JobProgress::snapshot).toList());
  }

  // What should happen, given what is.

  /** Shall this batch begin? */
  public Decision submit(BatchSpec wanted, boolean opened, List<InputPart> inputs, Instant now) {
    if (spec != null) {
      return spec.digest().equals(wanted.digest())
          ? new AlreadyTrue()
          : new Refused(new Refusal.KeyUsedOtherwise(id.value()));
    }
    var cycle = DependencyGraph.findCycle(wanted.jobs());
    if (cycle.isPresent()) {
      return new Refused(new Refusal.Cycle(cycle.get()));
    }
    for (var name : wanted.jobs().stream().flatMap(job -> job.after().stream()).toList()) {
      if (wanted.indexOf(name) < 0) {
        return new Refused(new Refusal.UnknownJob(name));
      }
    }
    for (int job = 0; job < wanted.jobs().size(); job++) {
      long tasks = tasksOf(job, inputs);
      if (tasks == 0 && !opened) {
        return new Refused(new Refusal.NoTasks(wanted.jobs().get(job).name()));
      }
      if (tasks > MOST_TASKS) {
        return tooMany(wanted.jobs().get(job).name(), tasks);
      }
    }
    return Accepted.of(new BatchSubmitted(wanted, opened, inputs, now));
  }

  /** Shall a job of an open batch take more tasks? */
  public Decision append(String job, InputPart part, String key, Instant now) {
    if (spec == null) {
      return new Refused(new Refusal.UnknownBatch(id.value()));
    }
    int at = spec.indexOf(job);
    if (at < 0) {
      return new Refused(new Refusal.UnknownJob(job));
    }
    if (appendKeys.contains(key)) {
      return new AlreadyTrue();
    }
    if (!open) {
      return new Refused(new Refusal.AlreadySealed(id.value()));
    }
    long tasks = jobs.get(at).tasks() + tasksIn(part);
    if (tasks > MOST_TASKS) {
      return tooMany(job, tasks);
    }
    return Accepted.of(
        new TasksAppended(new InputPart(at, part.upload(), part.segmentTasks()), key, now));
  }

  /** Shall an open batch take no more tasks, and run? */
  public Decision seal(SortedMap<String, Long> expected, Instant now) {
    if (spec == null) {
      return new Refused(new Refusal.UnknownBatch(id.value()));
    }
    for (var count : expected.entrySet()) {
      int at = spec.indexOf(count.getKey());
      if (at < 0) {
        return new Refused(new Refusal.UnknownJob(count.getKey()));
      }
      if (jobs.get(at).tasks() != count.getValue()) {
        return new Refused(
            new Refusal.CountMismatch(count.getKey(), count.getValue(), jobs.get(at).tasks()));
      }
    }
    if (!open) {
      return new AlreadyTrue();
    }
    for (var job : jobs) {
      if (job.tasks() == 0 && job.cancelReason() == null) {
        return new Refused(new Refusal.NoTasks(job.spec().name()));
      }
    }
    return Accepted.of(new BatchSealed(now));
  }

  /**
   * Shall a job, or all, end?
   *
   * @param job its name; null for all
   * @param leased the tasks of a job that worker nodes hold now: they end when their node says so
   */
  public Decision cancel(
      @Nullable String job, String reason, IntFunction<RoaringBitmap> leased, Instant now) {
    if (spec == null) {
      return new Refused(new Refusal.UnknownBatch(id.value()));
    }
    if (job != null && spec.indexOf(job) < 0) {
      return new Refused(new Refusal.UnknownJob(job));
    }
    var ending = new ArrayList<Integer>();
    for (int at = 0; at < jobs.size(); at++) {
      boolean named = job == null || jobs.get(at).spec().name().equals(job);
      if (named && jobs.get(at).finishedAt() == null && jobs.get(at).cancelReason() == null) {
        ending.add(at);
      }
    }
    if (ending.isEmpty()) {
      return new AlreadyTrue();
    }
    var events = new ArrayList<BatchEvent>();
    events.add(new CancelRequested(ending, reason, now));
    for (int at : ending) {
      endUnleased(at, leased, now, events);
    }
    return new Accepted(events);
  }

  /** A coordinator begins to serve this batch. */
  public Decision awake(Instant now) {
    return spec == null || isFinished()
        ? new AlreadyTrue()
        : Accepted.of(new CoordinatorAwoke(incarnation + 1, now));
  }

  /** Shall nothing of it be needed any more, if it ended before {@code finishedBefore}? */
  public Decision retire(Instant finishedBefore, Instant now) {
    return Retirement.decide(this, finishedBefore, now);
  }

  /**
   * What follows from how things stand, with nobody asking: jobs whose dependency did not succeed
   * end, and tasks of ending jobs that nobody holds any more are cancelled. To be asked after each
   * change; asked again it answers nothing until something else has changed.
   */
  public List<BatchEvent> consequences(IntFunction<RoaringBitmap> leased, Instant now) {
    var events = new ArrayList<BatchEvent>();
    if (spec == null) {
      return events;
    }
    for (int at = 0; at < jobs.size(); at++) {
      var job = jobs.get(at);
      if (job.finishedAt() != null) {
        continue;
      }
      if (job.cancelReason() == null) {
        var why = lostDependency(job);
        if (why != null) {
          events.add(new CancelRequested(List.of(at), why, now));
          endUnleased(at, leased, now, events);
        }
      } else {
        endUnleased(at, leased, now, events);
      }
    }
    return events;
  }

  private void endUnleased(
      int at, IntFunction<RoaringBitmap> leased, Instant now, List<BatchEvent> events) {
    var ended = jobs.get(at).unsettled();
    ended.andNot(leased.apply(at));
    if (!ended.isEmpty()) {
      events.add(new TasksCancelled(at, TaskSet.owning(ended), now));
    }
  }

  private @Nullable String lostDependency(JobProgress job) {
    for (var name : job.spec().after()) {
      var needed = jobs.get(spec().indexOf(name));
      if (needed.finishedAt() != null && !needed.succeededWhole()) {
        int missing = needed.tasks() - needed.succeeded().getCardinality();
        return "needs job " + name + ", of which " + missing + " tasks did not succeed";
      }
    }
    return null;
  }

  // What is, given what happened.

  /** Total: an event of ours that does not fit is a defect, and throws. */
  public void apply(BatchEvent event) {
    beheaded |= spec == null && !(event instanceof BatchSubmitted);
    switch (event) {
      case BatchSubmitted submitted -> begin(submitted);
      case BatchRetired retired -> retirement = retired;
      case BatchEvent _ when beheaded -> {} // its journal is being deleted from its beginning on
      case TasksAppended appended -> {
        jobs.get(appended.part().job()).take(appended.part());
        appendKeys.add(appended.key());
      }
      case BatchSealed sealed -> {
        open = false;
        finishWhatIsDone(sealed.at());
      }
      case CoordinatorAwoke awoke -> incarnation = awoke.incarnation();
      case OutcomesAccepted accepted ->
          accepted
              .outcomes()
              .forEach(
                  outcomes -> {
                    var job = jobs.get(outcomes.job());
                    job.accept(outcomes);
                    job.finishIfDone(accepted.at());
                  });
      case CancelRequested requested -> {
        requested.jobs().forEach(at -> jobs.get(at).requestCancel(requested.reason()));
        if (jobs.stream().allMatch(job -> job.cancelReason() != null)) {
          open = false;
        }
        finishWhatIsDone(requested.at());
      }
      case TasksCancelled ended -> {
        jobs.get(ended.job()).cancel(ended.tasks());
        finishWhatIsDone(ended.at());
      }
    }
  }

  /** An open batch may still take tasks, even for a cancelled job: none of its jobs is finished. */
  private void finishWhatIsDone(Instant at) {
    if (!open) {
      jobs.forEach(job -> job.finishIfDone(at));
    }
  }

  private void begin(BatchSubmitted submitted) {
    spec = submitted.spec();
    open = submitted.open();
    createdAt = submitted.at();
    submitted.spec().jobs().forEach(job -> jobs.add(new JobProgress(job)));
    submitted.inputs().forEach(part -> jobs.get(part.job()).take(part));
  }

  private static long tasksOf(int job, List<InputPart> inputs) {
    return inputs.stream().filter(part -> part.job() == job).mapToLong(Batch::tasksIn).sum();
  }

  /** As a long: what a stranger counts up may not fit an int, and must not pass for little. */
  private static long tasksIn(InputPart part) {
    return part.segmentTasks().stream().mapToLong(Integer::longValue).sum();
  }

  private static Refused tooMany(String job, long tasks) {
    return new Refused(new Refusal.TooManyTasks(job, tasks, MOST_TASKS));
  }

  // What can be asked.

  /** Its id. */
  public BatchId id() {
    return id;
  }

  /** Whether it has been submitted. */
  public boolean exists() {
    return spec != null;
  }

  /** What was asked for; the batch must exist. */
  public BatchSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("batch " + id + " has not been submitted");
    }
    return spec;
  }

  /** Its jobs, in the submitter's order. */
  public List<JobProgress> jobs() {
    return Collections.unmodifiableList(jobs);
  }

  /** When it was accepted. */
  public Instant createdAt() {
    return createdAt;
  }

  /** Whether it still takes tasks. */
  public boolean isOpen() {
    return open;
  }

  /** How many coordinators it has had. */
  public long incarnation() {
    return incarnation;
  }

  /** Whether every task of every job has its outcome, and no more will come. */
  public boolean isFinished() {
    return spec != null && !open && jobs.stream().allMatch(job -> job.finishedAt() != null);
  }

  /**
   * Whether tasks of the job may be handed out: sealed, not ending, and all it needs has succeeded.
   */
  public boolean isRunnable(int job) {
    var progress = jobs.get(job);
    return !open
        && progress.finishedAt() == null
        && progress.cancelReason() == null
        && progress.spec().after().stream()
            .allMatch(name -> jobs.get(spec().indexOf(name)).succeededWhole());
  }

  /** Whether the upload is part of it. */
  public boolean owns(String upload) {
    return jobs.stream()
        .anyMatch(job -> job.inputs().stream().anyMatch(part -> part.upload().equals(upload)));
  }

  /** Its last event, where its time is over: it refuses everything, and may know no more. */
  public @Nullable BatchRetired retirement() {
    return retirement;
  }

  /** See {@link #retirement}. */
  public boolean isRetired() {
    return retirement != null;
  }

  /** Whether its history lacks its beginning, and yet it is not being deleted: a defect. */
  public boolean isBroken() {
    return beheaded && retirement == null;
  }
}
