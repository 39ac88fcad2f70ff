package io.gristworks.core.batch;

import io.gristworks.core.batch.BatchEvent.CancelRequested;
import io.gristworks.core.batch.ControlEvent.DeadlineChanged;
import io.gristworks.core.batch.ControlEvent.JobsPaused;
import io.gristworks.core.batch.ControlEvent.JobsResumed;
import io.gristworks.core.batch.ControlEvent.LimitsChanged;
import io.gristworks.core.batch.ControlEvent.PriorityChanged;
import io.gristworks.core.batch.Decision.Accepted;
import io.gristworks.core.batch.Decision.AlreadyTrue;
import io.gristworks.core.batch.Decision.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** What people may want of a batch while it is there. Decides, and changes nothing. */
final class ControlDecisions {
  private final Batch batch;

  ControlDecisions(Batch batch) {
    this.batch = batch;
  }

  Decision decide(BatchCommand command, IntFunction<RoaringBitmap> leased, Instant now) {
    if (!batch.exists()) {
      return new Refused(new Refusal.UnknownBatch(batch.id().value()));
    }
    return switch (command) {
      case BatchCommand.Pause(var job, var by, var reason) ->
          change(
              job,
              it -> it.pause() == null,
              jobs -> new JobsPaused(jobs, new PauseReason.Asked(by, reason), now));
      case BatchCommand.Resume(var job, var by) ->
          changeIfAny(job, it -> it.pause() != null, jobs -> new JobsResumed(jobs, by, now));
      case BatchCommand.SetPriority(var job, var priority, var by) ->
          change(
              job,
              it -> it.priority() != priority,
              jobs -> new PriorityChanged(jobs, priority, by, now));
      case BatchCommand.SetLimits(var job, var limits, var by) ->
          change(
              job,
              it -> !it.limits().equals(limits),
              jobs -> new LimitsChanged(jobs, limits, by, now));
      case BatchCommand.SetDeadline(var job, var deadline, var by) ->
          change(
              job,
              it -> !Objects.equals(it.deadline(), deadline),
              jobs -> new DeadlineChanged(jobs, deadline, by, now));
      case BatchCommand.Cancel cancel -> cancel(cancel, leased, now);
      case BatchCommand.AddJob(var job) -> new SubmissionDecisions(batch).addJob(job, now);
      case BatchCommand.RetryFailed retry -> new RetryDecisions(batch).decide(retry, now);
    };
  }

  /** The unfinished ones of those named get something new; the named one must be unfinished. */
  private Decision change(
      @Nullable String job,
      Predicate<JobControl> lacks,
      Function<List<Integer>, ControlEvent> event) {
    var named = named(job);
    if (named.isEmpty()) {
      return new Refused(new Refusal.UnknownJob(String.valueOf(job)));
    }
    if (named.stream().noneMatch(this::goesOn)) {
      return new Refused(new Refusal.AlreadyEnded(job));
    }
    return changeIfAny(job, lacks, event);
  }

  private Decision changeIfAny(
      @Nullable String job,
      Predicate<JobControl> lacks,
      Function<List<Integer>, ControlEvent> event) {
    var named = named(job);
    if (named.isEmpty()) {
      return new Refused(new Refusal.UnknownJob(String.valueOf(job)));
    }
    var lacking =
        named.stream()
            .filter(this::goesOn)
            .filter(at -> lacks.test(batch.jobs().get(at).control()))
            .toList();
    return lacking.isEmpty() ? new AlreadyTrue() : Accepted.of(event.apply(lacking));
  }

  private boolean goesOn(int at) {
    var job = batch.jobs().get(at);
    return job.finishedAt() == null && !job.control().isOver();
  }

  /** The places of the jobs meant; none where there is no such job. */
  private List<Integer> named(@Nullable String job) {
    var places = new ArrayList<Integer>();
    for (int at = 0; at < batch.jobs().size(); at++) {
      if (job == null || batch.jobs().get(at).spec().name().equals(job)) {
        places.add(at);
      }
    }
    return places;
  }

  private Decision cancel(
      BatchCommand.Cancel wish, IntFunction<RoaringBitmap> leased, Instant now) {
    var named = named(wish.job());
    if (named.isEmpty()) {
      return new Refused(new Refusal.UnknownJob(String.valueOf(wish.job())));
    }
    Duration grace = wish.grace();
    var graceUntil = grace == null ? null : after(now, grace);
    var ending =
        named.stream()
            .filter(at -> batch.jobs().get(at).finishedAt() == null)
            .filter(at -> isNews(batch.jobs().get(at).control(), graceUntil))
            .toList();
    if (ending.isEmpty()) {
      return new AlreadyTrue();
    }
    var events = new ArrayList<BatchEvent>();
    events.add(new CancelRequested(ending, new CancelReason.Asked(wish.reason()), now, graceUntil));
    for (int at : ending) {
      AutomaticTransitions.endUnleased(batch.jobs().get(at), at, leased, now, events);
    }
    return new Accepted(events);
  }

  private static Instant after(Instant now, Duration grace) {
    return grace.compareTo(Duration.between(now, Instant.MAX)) < 0 ? now.plus(grace) : Instant.MAX;
  }

  /** Whether a job is not ending yet, or later than it should now. */
  private static boolean isNews(JobControl control, @Nullable Instant graceUntil) {
    var ending = control.ending();
    if (ending == null) {
      return control.skipReason() == null;
    }
    var until = ending.graceUntil();
    return until != null && (graceUntil == null || graceUntil.isBefore(until));
  }
}
