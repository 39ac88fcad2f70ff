package io.gristworks.core.lease;

import io.gristworks.core.batch.DueTasks;
import io.gristworks.core.batch.JobLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * The tasks of a job that wait for their next attempt: for their backoff to be over, and then,
 * where only so many come back a second, for their turn. Moments are of the steady clock, and
 * rounded up: no task is due too early, nor more than {@link #GRAIN} too late, and tasks that are
 * due together stay together though each event reads the clocks anew.
 */
final class WaitingTasks {
  /** How much later than it could a task may be due. */
  static final Duration GRAIN = Duration.ofMillis(10);

  /** Turns come in groups, not each with a timer of its own. */
  private static final Duration TURNS_APART = Duration.ofMillis(50);

  private final JobLimits restarts;
  private final JobRateLimit pace;
  private final DueTasks waiting = new DueTasks();
  private final RoaringBitmap due = new RoaringBitmap();
  private @Nullable Instant nextTurn;

  /**
   * None wait.
   *
   * @param restartsPerSecond the most that come back a second; 0 where there is no limit
   * @param isFresh whether there was no coordinator before that may have let some go just now
   */
  WaitingTasks(double restartsPerSecond, boolean isFresh) {
    this.restarts = new JobLimits(0, restartsPerSecond);
    this.pace = new JobRateLimit(isFresh);
  }

  /** Whether those that are due wait for their turn. */
  private boolean haveTurns() {
    return restarts.perSecond() > 0;
  }

  /**
   * These were left by an earlier coordinator, with so much of their backoff. Where it is over they
   * wait for their turn at most: it is not known which of them have been let go.
   *
   * @return those that wait: all of them, or none
   */
  RoaringBitmap takeOver(RoaringBitmap tasks, Duration left, Instant now) {
    if (left.isPositive()) {
      add(tasks, now.plus(left));
    } else if (haveTurns()) {
      due.or(tasks);
      nextTurn = now;
    } else {
      return new RoaringBitmap();
    }
    return tasks;
  }

  /** These wait until {@code due}. */
  void add(RoaringBitmap tasks, Instant due) {
    this.due.andNot(tasks);
    waiting.add(tasks, grain(due));
  }

  private static Instant grain(Instant due) {
    long millis = GRAIN.toMillis();
    return Instant.ofEpochMilli(
        Math.ceilDiv(due.plusNanos(999_999).toEpochMilli(), millis) * millis);
  }

  /** These wait no more. */
  void remove(RoaringBitmap tasks) {
    waiting.remove(tasks);
    due.andNot(tasks);
  }

  /** Takes out those of {@code tasks} that wait for nothing but their turn. */
  RoaringBitmap takeDueAmong(RoaringBitmap tasks) {
    var taken = RoaringBitmap.and(due, tasks);
    due.andNot(taken);
    return taken;
  }

  /** Takes out those that are due, and whose turn it is. */
  RoaringBitmap takeDue(Instant now) {
    var ready = waiting.takeDue(now);
    if (!haveTurns()) {
      return ready;
    }
    due.or(ready);
    if (due.isEmpty()) {
      return ready;
    }
    int count = pace.most(restarts, 0, due.getCardinality(), now);
    var released = due.limit(count);
    due.andNot(released);
    pace.handedOut(count);
    nextTurn = now.plus(TURNS_APART);
    return released;
  }

  /** When to look for the next ones, if any wait. */
  Optional<Instant> next() {
    return due.isEmpty() || nextTurn == null
        ? waiting.next()
        : Stream.concat(Stream.of(nextTurn), waiting.next().stream())
            .min(Comparator.naturalOrder());
  }

  /** All that wait; for reading. */
  RoaringBitmap all() {
    return due.isEmpty() ? waiting.all() : RoaringBitmap.or(waiting.all(), due);
  }
}
