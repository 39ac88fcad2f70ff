package io.gristworks.core.batch;

import io.gristworks.core.task.TaskSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a job knows of its failures: by cause, and of the failed tasks how often they were tried.
 * Bitmaps, as few as there are causes and numbers of attempts.
 *
 * <p>Results after a retry: the segments then tell of a task more than once. Attempts of a task
 * never share a number, so of several failures the one of the highest attempt is the last; and a
 * task has one success at the most. Readers look at the batch's word first (succeeded or failed),
 * and then take that success, or that last failure.
 */
public final class DeadLetters {
  private final ErrorGroups groups;
  private final AttemptCounts book;
  private @Nullable Canary canary;
  private @Nullable CanaryState canaryResult;

  DeadLetters() {
    this.groups = new ErrorGroups();
    this.book = new AttemptCounts();
  }

  DeadLetters(List<ErrorGroup> errors, JobStateSnapshot was) {
    this.groups = new ErrorGroups(errors, was.givenUp());
    this.book = new AttemptCounts(was.attemptsGivenUp(), was.attemptsTakenUp());
    this.canary = was.canary();
    this.canaryResult = was.canaryResult();
  }

  ErrorGroups groups() {
    return groups;
  }

  AttemptCounts book() {
    return book;
  }

  void probe(TaskSet probing, TaskSet held) {
    if (!held.isEmpty()) {
      canary = new Canary(probing, held);
      canaryResult = null;
    }
  }

  void endCanary(CanaryState result) {
    canary = null;
    canaryResult = result;
  }

  /** Tasks took their nodes down; what is known of each is in {@code suspects}. */
  void poisoned(TaskSet tasks, CrashSuspects suspects, Instant at) {
    tasks.forEach(
        task -> {
          var known = suspects.of(task);
          var evidence = known == null ? "took down its nodes" : known.evidence();
          groups.add(new ErrorGroup(ErrorGroup.POISON, 1, task, evidence, "", at, at));
        });
    groups.giveUp(ErrorGroup.POISON, tasks);
  }

  /** These are no dead letters any more. */
  void revive(TaskSet tasks) {
    groups.revive(tasks);
    book.takeUp(tasks.bits());
  }

  /** The failed attempts by cause, in the order in which the causes were first seen. */
  public List<ErrorGroup> errors() {
    return List.copyOf(groups.sums());
  }

  /** The failed tasks of a cause; nothing where there is no such cause. */
  public Optional<TaskSet> in(String group) {
    return groups.knows(group)
        ? Optional.of(TaskSet.copyOf(groups.failedIn(group)))
        : Optional.empty();
  }

  /** The failed tasks by cause, where there are any. */
  public List<BatchEvent.GivenUp> byCause() {
    return groups.deadLetters();
  }

  /** The failed tasks of which some are being tried again first. */
  public @Nullable Canary canary() {
    return canary;
  }

  /** What became of the last canary. */
  public @Nullable CanaryState canaryResult() {
    return canaryResult;
  }
}
