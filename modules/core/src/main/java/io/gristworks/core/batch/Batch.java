package io.gristworks.core.batch;

import io.gristworks.core.batch.BatchEvent.BatchSealed;
import io.gristworks.core.batch.BatchEvent.BatchSubmitted;
import io.gristworks.core.batch.BatchEvent.CanaryEnded;
import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.BatchEvent.CoordinatorAwoke;
import io.gristworks.core.batch.BatchEvent.FailedRetried;
import io.gristworks.core.batch.BatchEvent.JobAdded;
import io.gristworks.core.batch.BatchEvent.OutcomesAccepted;
import io.gristworks.core.batch.BatchEvent.SuspectsNamed;
import io.gristworks.core.batch.BatchEvent.TasksAppended;
import io.gristworks.core.batch.BatchEvent.TasksCancelled;
import io.gristworks.core.batch.BatchEvent.TasksDerived;
import io.gristworks.core.batch.BatchEvent.TasksQuarantined;
import io.gristworks.core.batch.ControlEvent.JobStarted;
import io.gristworks.core.batch.Decision.Accepted;
import io.gristworks.core.batch.Decision.AlreadyTrue;
import io.gristworks.core.task.InputPart;
import io.gristworks.core.task.TaskSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
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

  /** The most jobs of one batch, however they come to it. */
  public static final int MOST_JOBS = 1_000;

  private final BatchId id;
  private final List<JobProgress> jobs = new ArrayList<>();
  private final AppendKeys appendKeys = new AppendKeys();
  private final Dependencies dependencies = new Dependencies(this);
  private final Retirement retirement = new Retirement(this);
  private final BatchSegments segments = new BatchSegments(this);
  private @Nullable BatchSpec spec;
  private Instant createdAt = Instant.EPOCH;
  private boolean open;
  private long incarnation;

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
    was.appends().forEach(appendKeys::add);
    for (int at = 0; at < was.jobs().size(); at++) {
      jobs.add(new JobProgress(was.spec().jobs().get(at), was.jobs().get(at)));
    }
    was.inputs().forEach(part -> jobs.get(part.job()).take(part));
    dependencies.resolve(was.spec().jobs());
    was.awaited().forEach(dependencies::ended);
    dependencies.changed();
    segments.discard(was.discarded());
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
        appendKeys.all(),
        incarnation,
        createdAt,
        jobs.stream().map(JobProgress::snapshot).toList(),
        dependencies.awaited(),
        segments.discarded());
  }

  // What should happen, given what is.

  /** Shall this batch begin? */
  public Decision submit(BatchSpec wanted, boolean opened, List<InputPart> inputs, Instant now) {
    return new SubmissionDecisions(this).submit(wanted, opened, inputs, now);
  }

  /** Shall a job take more tasks? Without a key only the upload tells a repetition. */
  public Decision append(String job, InputPart part, @Nullable AppendKey key, Instant now) {
    return new SubmissionDecisions(this).append(job, part, key, now);
  }

  /** Shall an open batch take no more tasks, and run? */
  public Decision seal(SortedMap<String, Long> expected, Instant now) {
    return new SubmissionDecisions(this).seal(expected, now);
  }

  /**
   * Shall it be as somebody wants it?
   *
   * @param leased the tasks of a job that worker nodes hold now: they end when their node says so
   */
  public Decision decide(BatchCommand command, IntFunction<RoaringBitmap> leased, Instant now) {
    return new ControlDecisions(this).decide(command, leased, now);
  }

  /**
   * Shall a job, or all, end at once?
   *
   * @param job its name; null for all
   * @param leased see {@link #decide}
   */
  public Decision cancel(
      @Nullable String job, String reason, IntFunction<RoaringBitmap> leased, Instant now) {
    return decide(new BatchCommand.Cancel(job, reason, null), leased, now);
  }

  /** A coordinator begins to serve this batch. */
  public Decision awake(Instant now) {
    return spec == null || isFinished()
        ? new AlreadyTrue()
        : Accepted.of(new CoordinatorAwoke(incarnation + 1, now));
  }

  /** The first task of a job was handed out: it is written down where that starts a clock. */
  public Decision started(int job, Instant now) {
    var started = jobs.get(job);
    return started.startedAt() == null && started.control().isTimed()
        ? Accepted.of(new JobStarted(job, now))
        : new AlreadyTrue();
  }

  /**
   * Results of another job were stored as inputs: shall they be tasks? Said again it changes
   * nothing, and nothing is left out: see {@link #feed}.
   *
   * @param part the inputs, of the job that takes them
   * @param from the first of the source's segments that they came from
   * @param end the one behind the last
   */
  public Decision derive(InputPart part, int from, int end, Instant now) {
    return new SubmissionDecisions(this).derive(part, from, end, now);
  }

  /**
   * A node died while it ran these tasks.
   *
   * @param alone those of them that it ran as suspects, alone
   * @param node which, by a name that it has after no other start: by it the same death is known
   * @param evidence what is known of it, for people
   */
  public Decision blame(
      int job, TaskSet running, TaskSet alone, String node, String evidence, Instant now) {
    return job < jobs.size()
        ? CrashPolicy.decide(jobs.get(job), job, running, alone, node, evidence, now)
        : new AlreadyTrue();
  }

  /** A batch that this one waits for has ended; see {@link #awaits}. */
  public Decision awaitedEnded(AwaitedEnd end, Instant now) {
    return dependencies.decide(end, now);
  }

  /**
   * What follows from how things stand, with nobody asking: jobs that can never begin are skipped,
   * times and budgets are over, tasks of ending jobs that nobody holds any more are cancelled. To
   * be asked after each change, and at {@link #nextTimer}; asked again it answers nothing until
   * something else has changed.
   */
  public List<BatchEvent> automaticTransitions(IntFunction<RoaringBitmap> leased, Instant now) {
    return spec == null ? List.of() : AutomaticTransitions.of(this, leased, now);
  }

  /** When something follows though nothing changes; in the past where it does so now. */
  public Optional<Instant> nextTimer() {
    return AutomaticTransitions.nextTimer(this);
  }

  // What is, given what happened.

  /** Total: an event of ours that does not fit is a defect, and throws. */
  public void apply(BatchEvent event) {
    if (retirement.takes(event)) {
      return;
    }
    switch (event) {
      case BatchSubmitted submitted -> begin(submitted);
      case TasksAppended appended -> {
        jobs.get(appended.part().job()).take(appended.part());
        appendKeys.take(appended);
      }
      case JobAdded added -> add(added.job());
      case BatchSealed sealed -> {
        open = false;
        finishWhatIsDone(sealed.at());
      }
      case CoordinatorAwoke awoke -> incarnation = awoke.incarnation();
      case OutcomesAccepted(var outcomes, var at) ->
          outcomes.forEach(each -> settle(each.job(), at, it -> it.accept(each, at)));
      case CancelRequested requested -> {
        var how = new Cancellation(requested.reason(), requested.graceUntil());
        requested.jobs().forEach(at -> jobs.get(at).requestCancel(how));
        if (jobs.stream().allMatch(job -> job.control().isOver())) {
          open = false;
        }
        finishWhatIsDone(requested.at());
      }
      case TasksCancelled ended -> settle(ended.job(), ended.at(), it -> it.cancel(ended.tasks()));
      case TasksDerived derived -> {
        var job = jobs.get(derived.part().job());
        job.take(derived.part());
        job.dependencies().derived(derived.end());
      }
      case SuspectsNamed named -> {
        var death = new CrashSuspect.Death(named.node(), named.evidence(), named.at());
        jobs.get(named.job()).suspects().name(named.tasks(), death);
      }
      case TasksQuarantined given ->
          settle(given.job(), given.at(), it -> it.quarantine(given.tasks(), given.at()));
      case FailedRetried retried -> {
        jobs.get(retried.job()).deadLetters().probe(retried.tasks(), retried.held());
        goOnWith(retried.job(), retried.tasks(), retried.at());
      }
      case CanaryEnded ended -> {
        jobs.get(ended.job()).deadLetters().endCanary(ended.result());
        goOnWith(ended.job(), ended.released(), ended.at());
        settle(ended.job(), ended.at(), _ -> {});
      }
      case ControlEvent control -> ControlEventApplier.apply(control, this);
    }
  }

  private void begin(BatchSubmitted submitted) {
    spec = submitted.spec();
    open = submitted.open();
    createdAt = submitted.at();
    submitted.spec().jobs().forEach(job -> jobs.add(new JobProgress(job)));
    submitted.inputs().forEach(part -> jobs.get(part.job()).take(part));
    dependencies.resolve(submitted.spec().jobs());
    dependencies.changed();
  }

  private void add(JobSpec job) {
    spec = spec().and(job);
    jobs.add(new JobProgress(job));
    dependencies.resolve(spec().jobs());
  }

  /** Something has changed that may end the job. */
  void settle(int at, Instant when, Consumer<JobProgress> change) {
    change.accept(jobs.get(at));
    if (!open && jobs.get(at).finishIfDone(when)) {
      dependencies.changed();
    }
  }

  /** An open batch may still take tasks, even for a cancelled job: none of its jobs is finished. */
  private void finishWhatIsDone(Instant at) {
    if (!open) {
      jobs.forEach(job -> job.finishIfDone(at));
      dependencies.changed();
    }
  }

  private void goOnWith(int at, TaskSet again, Instant when) {
    if (!again.isEmpty()) {
      boolean hadEnded = jobs.get(at).finishedAt() != null;
      jobs.get(at).revive(again, when);
      if (hadEnded) {
        dependencies.reopened(at);
        dependencies.goOn(at);
      }
    }
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

  /**
   * Whether every task of every job has its outcome, and no more will come, unless somebody has
   * failed tasks tried again.
   */
  public boolean isFinished() {
    return spec != null && !open && jobs.stream().allMatch(job -> job.finishedAt() != null);
  }

  /**
   * Whether tasks of the job may be handed out: sealed, its time has come, all it needs has ended
   * as it must, and it is neither paused nor ending.
   */
  public boolean isRunnable(int job) {
    var progress = jobs.get(job);
    var control = progress.control();
    return !open
        && progress.finishedAt() == null
        && progress.dependencies().released()
        && control.begun()
        && control.pause() == null
        && !control.isOver();
  }

  /** The results that are to become tasks of {@code job} next, if there are any and it is time. */
  public Optional<ResultFeed> feed(int job) {
    return open ? Optional.empty() : dependencies.feed(job);
  }

  /** The batches whose end is waited for: to be told by {@link #awaitedEnded}. */
  public List<String> awaits() {
    return spec == null ? List.of() : dependencies.awaits();
  }

  /** What a job waits for before it may begin. */
  public List<Awaited> waitsFor(int job) {
    return dependencies.waitsFor(job);
  }

  /** Whether the upload is part of it. */
  public boolean owns(String upload) {
    return jobs.stream()
        .anyMatch(job -> job.inputs().stream().anyMatch(part -> part.upload().equals(upload)));
  }

  /** Whether its time is over, and when it may be. */
  public Retirement retirement() {
    return retirement;
  }

  /** Which stored segments of outcomes it needs. */
  public BatchSegments segments() {
    return segments;
  }

  AppendKeys appendKeys() {
    return appendKeys;
  }

  Dependencies dependencies() {
    return dependencies;
  }
}
