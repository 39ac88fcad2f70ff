package io.gristworks.engine.worker;

import io.gristworks.core.task.TaskError;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.worker.TaskPlaces;
import io.gristworks.core.worker.TaskRange;
import io.gristworks.engine.protocol.CoordinatorCommand.HeldLease;
import io.gristworks.engine.protocol.NodeCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * A lease on this node: what is left to run, what is left to report. Threads: the node's actor
 * alone, but for what is final or volatile.
 */
final class LeaseWork {
  private final NodeCommand.Lease terms;
  private final boolean cpuBound;
  private final @Nullable CallLimit limit;
  private final Gathering gathering;
  private final TaskPlaces places;
  private final List<TaskRange> ranges = new ArrayList<>();
  private final RoaringBitmap unsettled;
  private int runs;
  private boolean holdsHandler;
  private volatile boolean dropped;
  private volatile @Nullable OpenJob<?, ?> job;
  private volatile @Nullable LeaseInputs inputs;
  private volatile @Nullable TaskError unrunnable;

  LeaseWork(
      NodeCommand.Lease terms, boolean cpuBound, @Nullable CallLimit limit, Gathering gathering) {
    this.terms = terms;
    this.cpuBound = cpuBound;
    this.limit = limit;
    this.gathering = gathering;
    this.places = new TaskPlaces(terms.tasks());
    this.unsettled = terms.tasks().bits().clone();
    ranges.add(new TaskRange(0, places.size()));
  }

  /** What the coordinator asked for. */
  NodeCommand.Lease terms() {
    return terms;
  }

  boolean isCpuBound() {
    return cpuBound;
  }

  /** What its calls to a service outside are held to; null where there are none. */
  @Nullable CallLimit limit() {
    return limit;
  }

  /** Where its outcomes go. */
  Gathering gathering() {
    return gathering;
  }

  int task(int place) {
    return places.task(place);
  }

  /** Which attempt the next one of {@code task} is. */
  int attempt(int task) {
    var failed = terms.failedAttempts();
    return failed.isEmpty() ? 1 : 1 + failed.getOrDefault(task, 0);
  }

  // Made ready before its first run; the run's thread reads it.

  /** It can be run. */
  void ready(OpenJob<?, ?> open, LeaseInputs loaded) {
    job = open;
    inputs = loaded;
    holdsHandler = true;
  }

  /** Whether a handler must be given back now, which is said once. */
  boolean takeRelease() {
    boolean now = holdsHandler;
    holdsHandler = false;
    return now;
  }

  /** It cannot be run: each of its tasks fails so. */
  void unrunnable(TaskError why) {
    unrunnable = why;
  }

  @Nullable TaskError whyUnrunnable() {
    return unrunnable;
  }

  @Nullable OpenJob<?, ?> job() {
    return job;
  }

  LeaseInputs inputs() {
    return Objects.requireNonNull(inputs, "a lease runs once it has been made ready");
  }

  /** Nothing of it is wanted any more. */
  void drop() {
    dropped = true;
    ranges.forEach(TaskRange::takeAll);
    ranges.clear();
  }

  boolean isDropped() {
    return dropped;
  }

  // What is left to run.

  /** The range of all its tasks, when it is new. */
  TaskRange whole() {
    return ranges.getFirst();
  }

  /** A part that was stolen from another range of it. */
  TaskRange stolen(TaskRange.Span part) {
    var range = new TaskRange(part.from(), part.to());
    ranges.add(range);
    return range;
  }

  void runBegins() {
    runs++;
    gathering.runBegins();
  }

  void runEnded() {
    runs--;
    ranges.removeIf(range -> range.remaining() == 0);
  }

  int unstarted() {
    int left = 0;
    for (var range : ranges) {
      left += range.remaining();
    }
    return left;
  }

  /** Whether all of it is yet to run. */
  boolean isUnbegun() {
    return runs == 0 && unstarted() > 0;
  }

  /** Whether nothing of it runs or is yet to run. */
  boolean isRunThrough() {
    return runs == 0 && unstarted() == 0;
  }

  /**
   * Takes unstarted tasks off the back, all but {@code keep}; exact even while workers claim: what
   * is answered was not begun and will not be.
   */
  TaskSet giveBack(int keep) {
    var given = new RoaringBitmap();
    int excess = unstarted() - keep;
    for (int at = ranges.size() - 1; at >= 0 && excess > 0; at--) {
      var part = ranges.get(at).takeBack(excess);
      excess -= part.size();
      given.or(places.tasks(part).bits());
    }
    unsettled.andNot(given);
    return TaskSet.owning(given);
  }

  // What is left to report.

  /** These tasks' outcomes have been acknowledged, or need none. */
  void settle(RoaringBitmap tasks) {
    unsettled.andNot(tasks);
  }

  /** Whether it can be forgotten. */
  boolean isOver() {
    return dropped ? runs == 0 : unsettled.isEmpty() && runs == 0;
  }

  /** Whether one of {@code tasks} is here, and its outcome not acknowledged yet. */
  boolean hasAnyOf(TaskSet tasks) {
    return !isDropped() && RoaringBitmap.intersects(unsettled, tasks.bits());
  }

  /** As its coordinator wants to hear of it. */
  HeldLease held() {
    return new HeldLease(terms.number(), terms.job(), TaskSet.copyOf(unsettled), unstarted());
  }
}
