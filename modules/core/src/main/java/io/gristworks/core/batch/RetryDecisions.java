package io.gristworks.core.batch;

import io.gristworks.core.batch.BatchCommand.RetryFailed;
import io.gristworks.core.batch.BatchCommand.Selection;
import io.gristworks.core.batch.BatchEvent.CanaryEnded;
import io.gristworks.core.batch.BatchEvent.CoordinatorAwoke;
import io.gristworks.core.batch.BatchEvent.FailedRetried;
import io.gristworks.core.batch.Decision.Accepted;
import io.gristworks.core.batch.Decision.AlreadyTrue;
import io.gristworks.core.batch.Decision.Refused;
import io.gristworks.core.task.TaskSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.roaringbitmap.RoaringBitmap;

/** When failed tasks are tried again. Decides, and changes nothing. */
final class RetryDecisions {
  private final Batch batch;

  RetryDecisions(Batch batch) {
    this.batch = batch;
  }

  Decision decide(RetryFailed wish, Instant now) {
    var events = new ArrayList<BatchEvent>();
    boolean known = wish.job() == null;
    for (int at = 0; at < batch.jobs().size(); at++) {
      var job = batch.jobs().get(at);
      boolean named = job.spec().name().equals(wish.job());
      known |= named;
      if (!named && (wish.job() != null || job.failed().isEmpty())) {
        continue;
      }
      var chosen = choose(job, wish.selection());
      if (chosen.isEmpty() && named) {
        return new Refused(new Refusal.UnknownGroup(groupOf(wish.selection())));
      }
      var tasks = chosen.orElseGet(RoaringBitmap::new);
      if (tasks.isEmpty()) {
        continue;
      }
      if (job.deadLetters().canary() != null) {
        return new Refused(new Refusal.CanaryUnderWay(job.spec().name()));
      }
      if (job.finishedAt() == null && job.control().isOver()) {
        return new Refused(new Refusal.StillEnding(job.spec().name()));
      }
      events.add(split(at, tasks, wish, now));
    }
    if (!known) {
      return new Refused(new Refusal.UnknownJob(String.valueOf(wish.job())));
    }
    if (!events.isEmpty() && batch.isFinished()) {
      // Whoever serves it may have read it when it had ended, and then does not count as another
      // coordinator: its leases would be numbered like those of the one before.
      events.addFirst(new CoordinatorAwoke(batch.incarnation() + 1, now));
    }
    return events.isEmpty() ? new AlreadyTrue() : new Accepted(events);
  }

  private static FailedRetried split(int at, RoaringBitmap tasks, RetryFailed wish, Instant now) {
    if (wish.canary() == 0 || wish.canary() >= tasks.getCardinality()) {
      return new FailedRetried(at, TaskSet.owning(tasks), TaskSet.empty(), wish.by(), now);
    }
    var first = tasks.limit(wish.canary());
    var held = RoaringBitmap.andNot(tasks, first);
    return new FailedRetried(at, TaskSet.owning(first), TaskSet.owning(held), wish.by(), now);
  }

  /** The failed tasks meant, in a bitmap of their own; nothing where there is no such group. */
  private static Optional<RoaringBitmap> choose(JobProgress job, Selection selection) {
    return switch (selection) {
      case Selection.All _ -> Optional.of(job.failed().clone());
      case Selection.These(var tasks) -> Optional.of(RoaringBitmap.and(job.failed(), tasks.bits()));
      case Selection.OfGroup(var group) ->
          job.deadLetters().in(group).map(tasks -> RoaringBitmap.and(job.failed(), tasks.bits()));
    };
  }

  private static String groupOf(Selection selection) {
    return selection instanceof Selection.OfGroup(var group) ? group : "";
  }

  /** What becomes of the tasks that are held back, if that is known by now. */
  static Optional<CanaryEnded> verdict(JobProgress job, int at, Instant now) {
    var canary = job.deadLetters().canary();
    if (canary == null) {
      return Optional.empty();
    }
    var probing = canary.probing().bits();
    if (job.control().isOver()) {
      return Optional.of(lost(at, new CanaryState.JobCancelled(), now));
    }
    var failed = RoaringBitmap.and(probing, job.failed());
    if (!failed.isEmpty()) {
      return Optional.of(lost(at, new CanaryState.TaskFailed(failed.first()), now));
    }
    if (RoaringBitmap.andCardinality(probing, job.succeeded()) == probing.getCardinality()) {
      var result = new CanaryState.AllSucceeded(probing.getCardinality());
      return Optional.of(new CanaryEnded(at, canary.held(), result, now));
    }
    return Optional.empty();
  }

  private static CanaryEnded lost(int at, CanaryState result, Instant now) {
    return new CanaryEnded(at, TaskSet.empty(), result, now);
  }
}
