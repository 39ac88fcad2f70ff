package io.gristworks.core.node;

import io.gristworks.core.message.LeaseHolding;
import io.gristworks.core.message.ToNode.Lease;
import io.gristworks.core.task.TaskSet;
import io.gristworks.core.worker.StealRule;
import io.gristworks.core.worker.TaskPlaces;
import io.gristworks.core.worker.TaskRange;
import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * A lease on this node: what is left to run, what is left to report. Under the lock of its {@link
 * WorkerNodeState}, but for what is said to be for any thread.
 */
public final class HeldLease {
  private final Lease terms;
  private final boolean cpuBound;
  private final TaskPlaces places;
  private final List<TaskRange> ranges = new ArrayList<>();
  private final RoaringBitmap unsettled;
  private int runs;
  private volatile boolean dropped;

  /**
   * None of it has begun.
   *
   * @param cpuBound whether its tasks need a core while they run
   */
  public HeldLease(Lease terms, boolean cpuBound) {
    this.terms = terms;
    this.cpuBound = cpuBound;
    this.places = new TaskPlaces(terms.tasks());
    this.unsettled = terms.tasks().bits().clone();
    ranges.add(new TaskRange(0, places.size()));
  }

  /** What the coordinator asked for. For any thread. */
  public Lease terms() {
    return terms;
  }

  /** Whether its tasks need a core while they run. For any thread. */
  public boolean isCpuBound() {
    return cpuBound;
  }

  /** The tasks at the places of {@code span}. For any thread. */
  public TaskSet tasks(TaskRange.Span span) {
    return places.tasks(span);
  }

  /** The index of the task at {@code place}. For any thread. */
  public int task(int place) {
    return places.task(place);
  }

  /** Whether nothing of it is wanted any more. For any thread. */
  public boolean isDropped() {
    return dropped;
  }

  /** The range of all its tasks, when it is new. */
  public TaskRange whole() {
    return ranges.getFirst();
  }

  /**
   * Divides a range of it, for an idle worker.
   *
   * @param group tasks of one call, from 1
   * @return the part that was taken off its back, as a range of its own; empty where nothing was
   */
  public TaskRange steal(TaskRange from, StealRule rule, int group) {
    var part = from.steal(rule, group);
    var range = new TaskRange(part.from(), part.to());
    if (!part.isEmpty()) {
      ranges.add(range);
    }
    return range;
  }

  /** How many of its tasks nobody has begun. */
  public int unstarted() {
    int unstarted = 0;
    for (var range : ranges) { // asked too often for a stream
      unstarted += range.remaining();
    }
    return unstarted;
  }

  /** Whether nothing of it runs or is yet to run. */
  public boolean isRunThrough() {
    return runs == 0 && unstarted() == 0;
  }

  /** Whether all of it that is left is yet to run. */
  boolean isUnbegun() {
    return runs == 0 && unstarted() > 0;
  }

  void runBegins() {
    runs++;
  }

  void runEnds() {
    runs--;
    ranges.removeIf(range -> range.remaining() == 0);
  }

  void drop() {
    dropped = true;
    ranges.forEach(TaskRange::takeAll);
    ranges.clear();
  }

  /**
   * Takes unstarted tasks off the back, all but {@code keep}; exact even while workers claim: what
   * is given back was not begun and will not be.
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

  void settle(TaskSet tasks) {
    unsettled.andNot(tasks.bits());
  }

  boolean isOver() {
    return dropped ? runs == 0 : unsettled.isEmpty() && runs == 0;
  }

  /** Whether one of {@code tasks} is here, and its outcome not acknowledged yet. */
  boolean hasAnyOf(TaskSet tasks) {
    return !dropped && RoaringBitmap.intersects(unsettled, tasks.bits());
  }

  LeaseHolding held() {
    return new LeaseHolding(terms.number(), terms.job(), TaskSet.copyOf(unsettled), unstarted());
  }
}
