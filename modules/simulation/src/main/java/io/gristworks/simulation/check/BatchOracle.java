package io.gristworks.simulation.check;

import static io.gristworks.simulation.check.InvariantViolation.unless;

import io.gristworks.core.batch.AwaitedEnd;
import io.gristworks.core.batch.Batch;
import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.batch.BatchEvent.BatchSubmitted;
import io.gristworks.core.batch.BatchEvent.JobOutcomes;
import io.gristworks.core.batch.BatchSpec;
import io.gristworks.core.batch.ControlEvent;
import io.gristworks.core.batch.TaskSource;
import io.gristworks.core.lease.TaskDispatch;
import io.gristworks.core.message.ToNode.Lease;
import io.gristworks.core.task.InputSlice;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.view.BatchStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** One batch, kept from what was stored and written, and compared with what others think of it. */
public final class BatchOracle {
  private final String id;
  private final List<JobOracle> jobs = new ArrayList<>();
  private final Map<Integer, RoaringBitmap> granted = new HashMap<>(); // by incarnation
  private final LineageOracle lineage;
  private final SegmentOracle segments;
  private final boolean keepsSegments;

  private final BatchEndOracle waits = new BatchEndOracle();
  private final CommandOracle commands = new CommandOracle(jobs);
  private final StatusOracle statuses = new StatusOracle(jobs);
  private final OverdueOracle overdue = new OverdueOracle(jobs);
  private @Nullable BatchSpec spec;
  private boolean open;
  private long incarnation;
  private long highest;

  /**
   * Empty.
   *
   * @param keepsSegments whether to know each segment again; where not, it must not be found twice
   */
  BatchOracle(String id, Records records, boolean keepsSegments) {
    this.id = id;
    this.lineage = new LineageOracle(records);
    this.keepsSegments = keepsSegments;
    this.segments = new SegmentOracle(records, keepsSegments, jobs);
  }

  public String id() {
    return id;
  }

  long incarnation() {
    return incarnation;
  }

  /** What was accepted, if it was. */
  public @Nullable BatchSpec spec() {
    return spec;
  }

  int total(int job) {
    return jobs.get(job).total();
  }

  /** How often failed tasks of any of its jobs have been tried again. */
  public int revivals() {
    return jobs.stream().mapToInt(JobOracle::revivals).sum();
  }

  /** How often failed tasks of a job have been tried again. */
  public int revivals(int job) {
    return jobs.get(job).revivals();
  }

  /** Whether all tasks of a job have their outcome, and nobody has asked for its end. */
  public boolean hasEndedByItself(int job) {
    return jobs.get(job).isDone() && !jobs.get(job).isEnding();
  }

  boolean isEnding(int job) {
    return jobs.get(job).isEnding();
  }

  /** Whether all that was written says that it is over. */
  public boolean isFinished() {
    return spec != null && !open && jobs.stream().allMatch(JobOracle::isDone);
  }

  /** What is stored of it. */
  public SegmentOracle segments() {
    return segments;
  }

  CommandOracle commands() {
    return commands;
  }

  /** I22: what a coordinator that is ready must have done by now; nothing of an open batch. */
  public List<String> overdue(@Nullable Instant now, TaskDispatch dispatch) {
    return open ? List.of() : overdue.at(now, dispatch);
  }

  void told(BatchStatus status, boolean latest) {
    statuses.told(status, open, latest);
  }

  /** An event is durable, as the one with that number. */
  void journalled(BatchEvent event, long sequence, NodeDeaths deaths) {
    if (event instanceof BatchEvent.FailedRetried || event instanceof BatchEvent.CanaryEnded) {
      statuses.revived(sequence);
    }
    switch (event) {
      case BatchSubmitted submitted -> {
        unless(spec == null, "I11", "%s was submitted twice", id);
        spec = submitted.spec();
        open = submitted.open();
        submitted.spec().jobs().forEach(job -> jobs.add(new JobOracle(job)));
        submitted.inputs().forEach(part -> jobs.get(part.job()).took(part.tasks()));
      }
      case BatchEvent.TasksAppended appended ->
          jobs.get(appended.part().job()).took(appended.part().tasks());
      case BatchEvent.BatchSealed _ -> open = false;
      case BatchEvent.CoordinatorAwoke awoke -> {
        unless(
            awoke.incarnation() == incarnation + 1,
            "I6",
            "%s: incarnation %d after %d",
            id,
            awoke.incarnation(),
            incarnation);
        incarnation = awoke.incarnation();
      }
      case BatchEvent.OutcomesAccepted outcomes ->
          outcomes.outcomes().forEach(each -> counted(each, outcomes.at()));
      case BatchEvent.CancelRequested requested -> {
        requested.jobs().forEach(job -> jobs.get(job).cancelRequested(requested));
        if (jobs.stream().allMatch(JobOracle::isEnding)) {
          open = false;
        }
      }
      case BatchEvent.TasksCancelled cancelled ->
          jobs.get(cancelled.job()).cancelled(cancelled.tasks());
      case BatchEvent.JobAdded added -> jobs.add(new JobOracle(added.job()));
      case BatchEvent.TasksDerived derived -> derived(derived);
      case BatchEvent.SuspectsNamed named -> {
        named.tasks().forEach(task -> deaths.blamed(named.node(), id, named.job(), task));
        jobs.get(named.job()).named(named.tasks(), named.node());
      }
      case BatchEvent.TasksQuarantined given -> {
        int job = given.job();
        given
            .tasks()
            .forEach(task -> deaths.quarantined(jobs.get(job).blamed(task), id, job, task));
        jobs.get(job).quarantined(given.tasks());
      }
      case BatchEvent.FailedRetried again -> {
        goOn(again, again.job(), again.tasks());
        jobs.get(again.job()).canary(!again.held().isEmpty());
      }
      case BatchEvent.CanaryEnded canary -> {
        jobs.get(canary.job()).canary(false);
        goOn(canary, canary.job(), canary.released());
      }
      case ControlEvent control -> controlled(control);
    }
  }

  private void controlled(ControlEvent event) {
    ControlOracle.jobsOf(event).forEach(job -> jobs.get(job).happened(event));
    if (event instanceof ControlEvent.DerivationEnded ended) {
      derivationEnded(ended.job());
    } else if (event instanceof ControlEvent.AwaitedBatchEnded other) {
      waits.otherEnded(other.end());
    } else if (event instanceof ControlEvent.SegmentsDiscarded unwanted) {
      segments.discarded(unwanted.segments());
    }
  }

  /** I4: nothing goes on that has killed more nodes than it may. */
  void suspectsAreFew() {
    jobs.forEach(JobOracle::suspectsAreFew);
  }

  private void derived(BatchEvent.TasksDerived event) {
    var job = jobs.get(event.part().job());
    unless(job.isReleased() && !open, "I5", "%s takes tasks before its time", job.spec().name());
    lineage.took(event, sourceOf(event.part().job()));
    job.took(event.part().tasks());
  }

  private void derivationEnded(int job) {
    int source = sourceOf(job);
    unless(jobs.get(source).isDone(), "I18", "job %d ends before its source %d", job, source);
    lineage.isWhole(job, source, jobs.get(source).succeeded());
    jobs.get(job).expects(false);
  }

  /** The place of the job that a derived one takes its tasks from; negative for other jobs. */
  private int sourceOf(int job) {
    var source = jobs.get(job).spec().source();
    return source.derives() ? specOrFail().indexOf(source.job()) : -1;
  }

  /** Failed tasks are tried again; where the job had ended, what is derived from it goes on. */
  private void goOn(BatchEvent event, int job, TaskSet tasks) {
    if (tasks.isEmpty()) {
      return; // a canary has failed: what was held back stays as it is
    }
    boolean hadEnded = jobs.get(job).isDone();
    jobs.get(job).revived(event, tasks);
    if (hadEnded) {
      int source = sourceOf(job);
      if (source >= 0 && (!jobs.get(source).isDone() || lineage.lags(job, source))) {
        jobs.get(job).expects(true);
      }
      expectMoreOf(job);
    }
  }

  private void expectMoreOf(int source) {
    for (int job = 0; job < jobs.size(); job++) {
      if (sourceOf(job) == source && !jobs.get(job).isEnding()) {
        boolean hadEnded = jobs.get(job).isDone();
        jobs.get(job).expects(true);
        if (hadEnded) {
          expectMoreOf(job);
        }
      }
    }
  }

  /** I18, I19: what a node is told to read for a lease. */
  void reads(Lease grant, List<InputSlice> slices, Map<Integer, List<SegmentRef>> fanIn) {
    switch (jobs.get(grant.job()).spec().source().kind()) {
      case STREAMED, COLLECTED -> lineage.handedOut(grant.job(), grant.tasks(), slices);
      case REDUCED -> lineage.reduces(grant.job(), fanIn);
      case SUBMITTED -> {}
    }
  }

  private void counted(JobOutcomes outcomes, Instant at) {
    var segment = segments.counted(outcomes.segment());
    jobs.get(outcomes.job()).counted(outcomes, segment, at);
    if (keepsSegments) {
      lineage.counted(outcomes.job(), outcomes.segment().id());
    }
  }

  /** I3, I5: a lease is given out. */
  void granted(Lease grant, boolean latest, int leased, @Nullable Instant now) {
    var ofIncarnation =
        granted.computeIfAbsent((int) (grant.number() >>> 32), _ -> new RoaringBitmap());
    unless(
        ofIncarnation.checkedAdd((int) grant.number()),
        "I3",
        "lease %d of %s given twice",
        grant.number(),
        id);
    if (!latest) {
      return; // one who does not know yet that it has a successor; what it writes is refused
    }
    unless(
        grant.number() > highest,
        "I3",
        "lease %d of %s after lease %d",
        grant.number(),
        id,
        highest);
    highest = grant.number();
    var job = jobs.get(grant.job());
    job.granted(grant, leased, now);
    unless(!open, "I5", "%s is open and was granted", id);
    var batches = specOrFail().afterBatches();
    unless(waits.areOver(specOrFail()), "I20", "%s before batches %s", id, batches);
    unless(job.isReleased(), "I5", "%s before %s", job.spec().name(), job.after());
  }

  /** What was released stays so, also when failed tasks of the other job are tried again. */
  void release() {
    for (int at = 0; at < jobs.size() && !open; at++) {
      var job = jobs.get(at);
      if (!job.isReleased() && waits.areOver(specOrFail())) {
        boolean allowed =
            job.after().stream().allMatch(after -> job(after.job()).allows(after.condition()));
        job.released(allowed);
        if (allowed && job.spec().source().kind() == TaskSource.Kind.REDUCED) {
          var succeeded = new LinkedHashMap<Integer, RoaringBitmap>();
          job.after()
              .forEach(
                  after ->
                      succeeded.put(
                          specOrFail().indexOf(after.job()), job(after.job()).succeeded()));
          lineage.released(at, succeeded);
        }
      }
    }
    if (isFinished()) {
      waits.ended(id, jobs);
    }
  }

  private JobOracle job(String name) {
    return jobs.get(specOrFail().indexOf(name));
  }

  boolean hasEnded(AwaitedEnd end) {
    return waits.hasEnded(end);
  }

  /** Whoever asks again finds nothing changed: all that is derived is there. */
  void check() {
    segments.check();
    for (int job = 0; job < jobs.size(); job++) {
      int source = sourceOf(job);
      if (source >= 0 && !jobs.get(job).isEnding()) {
        lineage.isWhole(job, source, jobs.get(source).succeeded());
      }
    }
  }

  private BatchSpec specOrFail() {
    if (spec == null) {
      throw new InvariantViolation("I5", "granted before it was accepted: " + id);
    }
    return spec;
  }

  /** N1: a node has forgotten outcomes; all of them must have been counted, or been needless. */
  void settled(int job, TaskSet tasks) {
    var lost = jobs.isEmpty() ? tasks.bits() : jobs.get(job).unknownAmong(tasks);
    unless(
        lost.isEmpty(),
        "P2",
        "outcomes of job %d of %s forgotten and never counted: %s",
        job,
        id,
        lost);
  }

  /** I1, and where the coordinator has heard of everything written, I7. */
  void stands(Batch batch, TaskDispatch dispatch, boolean complete) {
    unless(
        batch.jobs().size() == jobs.size(),
        "P1",
        "%s has %d jobs, of which %d are written",
        id,
        batch.jobs().size(),
        jobs.size());
    for (int job = 0; job < batch.jobs().size(); job++) {
      jobs.get(job)
          .counts(
              dispatch.counts(job),
              dispatch.pending(job),
              dispatch.leased(job),
              dispatch.waiting(job));
      if (complete) {
        jobs.get(job).agrees(batch.jobs().get(job));
      }
    }
  }

  /** How many tasks have their outcome by what is written. */
  public long ended() {
    return jobs.stream().mapToLong(JobOracle::ended).sum();
  }

  long quarantined() {
    return jobs.stream().mapToLong(JobOracle::quarantined).sum();
  }

  @Override
  public String toString() {
    var text = new StringBuilder(id).append(open ? " open" : "");
    jobs.forEach(job -> text.append(' ').append(job));
    return text.toString();
  }
}
