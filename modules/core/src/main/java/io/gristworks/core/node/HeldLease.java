package io.gristworks.core.node;

import io.gristworks.core.task.TaskSet;
import io.gristworks.core.worker.StealRule;
import io.gristworks.core.worker.TaskPlaces;
import io.gristworks.core.worker.TaskRange;
import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/** A lease on this node: what is left to run, what is left to report. */
public final class HeldLease {
  private final LeaseTerms terms;
  private final TaskPlaces places;
  private final List<TaskRange> ranges = new ArrayList<>();
  private final RoaringBitmap unsettled;
  private int runs;
  private boolean dropped;

  HeldLease(LeaseTerms terms) {
    this.terms = terms;
    this.places = new TaskPlaces(terms.tasks());
    this.unsettled = terms.tasks().bits().clone();
    ranges.add(new TaskRange(0, places.size()));
  }

  /** What the coordinator asked for. */
  public LeaseTerms terms() {
    return terms;
  }

  /** The range of all its tasks, when it is new. */
  public TaskRange whole() {
    return ranges.getFirst();
  }

  /** The tasks at the places of {@code span}. */
  public TaskSet tasks(TaskRange.Span span) {
    return places.tasks(span);
  }

  /** The index of the task at {@code place}. */
  public int task(int place) {
    return places.task(place);
  }

  /**
   * Divides the range with the most left, if that pays.
   *
   * @return the part that was stolen, as a range of its own; empty where nothing was
   */
  public TaskRange steal(StealRule rule) {
    TaskRange largest = null;
    for (var range : ranges) {
      if (largest == null || range.remaining() > largest.remaining()) {
        largest = range;
      }
    }
    var part = largest == null ? new TaskRange.Span(0, 0) : largest.steal(rule, 1);
    var range = new TaskRange(part.from(), part.to());
    if (!part.isEmpty()) {
      ranges.add(range);
    }
    return range;
  }

  /** A worker begins with a range of it. */
  public void runBegins() {
    runs++;
  }

  /** A worker is through with a range of it. */
  public void runEnds() {
    runs--;
    ranges.removeIf(range -> range.remaining() == 0);
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

  /** Whether nothing of it is wanted any more. */
  public boolean isDropped() {
    return dropped;
  }

  void drop() {
    dropped = true;
    ranges.forEach(TaskRange::takeAll);
    ranges.clear();
  }

  /** Takes unstarted tasks off the back, all but {@code keep}. */
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

  NodeEffect.Held held() {
    return new NodeEffect.Held(terms.number(), terms.job(), TaskSet.copyOf(unsettled), unstarted());
  }
}
