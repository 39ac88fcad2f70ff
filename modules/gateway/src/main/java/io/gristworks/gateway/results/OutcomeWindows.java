package io.gristworks.gateway.results;

import io.gristworks.core.task.SegmentRef;
import io.gristworks.store.segment.OutcomeBlock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Merges the outcome segments of a job into task order, a window of tasks at a time. Of a task that
 * succeeded it finds the success accepted first; of one that was given up, its last attempt.
 *
 * <pre>
 *   segments   [-----a-----]   [---c---]
 *                 [------b------]   [--d--]
 *   windows    |    1    |    2    |   3   |
 * </pre>
 *
 * <p>A window is at most {@link #WINDOW_TASKS} wide, and narrower where many segments overlap, so
 * that what it holds stays bounded. One thread at a time.
 */
final class OutcomeWindows {
  static final int WINDOW_TASKS = 4096;
  private static final int LEAST_TASKS = 64;
  private static final int CROWD = 32;

  private final JobOutcomes job;
  private final Function<SegmentRef, OutcomeBlock> reader;
  private final List<Numbered> byFirstTask;
  private final List<Numbered> active = new ArrayList<>();
  private int nextSegment;
  private long from;

  /** A segment and its number in the order of acceptance. */
  private record Numbered(int number, SegmentRef ref) {}

  /**
   * Where one outcome is.
   *
   * @param block the unpacked segment
   * @param place its place in there
   */
  record Found(OutcomeBlock block, int place) {
    int task() {
      return block.task(place);
    }

    int attempt() {
      return block.attempt(place);
    }
  }

  /**
   * Windows.
   *
   * @param segments of the job, in the order of acceptance
   */
  OutcomeWindows(
      JobOutcomes job, List<SegmentRef> segments, Function<SegmentRef, OutcomeBlock> reader) {
    this.job = job;
    this.reader = reader;
    var numbered = new ArrayList<Numbered>();
    for (var ref : segments) {
      numbered.add(new Numbered(numbered.size(), ref));
    }
    numbered.sort(Comparator.comparingInt(each -> each.ref().firstTask()));
    this.byFirstTask = List.copyOf(numbered);
  }

  /**
   * The outcomes of the next window, in task order; null after the last. May be empty where the
   * coordinator promised what no segment holds.
   */
  @Nullable List<Found> next() {
    var wanted = job.wanted().bits();
    long first = from > Integer.MAX_VALUE ? -1 : wanted.nextValue((int) from);
    if (first < 0) {
      return null;
    }
    int start = (int) first;
    int width = width(start);
    var winners = new Found[width];
    for (var segment : active) {
      collect(reader.apply(segment.ref()), start, width, winners);
    }
    from = (long) start + width;
    var found = new ArrayList<Found>(width);
    for (var winner : winners) {
      if (winner != null) {
        found.add(winner);
      }
    }
    return found;
  }

  /** Picks the segments that may tell of the window, and with them how wide it can be. */
  private int width(int start) {
    active.removeIf(each -> each.ref().lastTask() < start);
    int width = WINDOW_TASKS;
    activate((long) start + width);
    active.removeIf(each -> each.ref().lastTask() < start);
    while (width > LEAST_TASKS && overlapping((long) start + width) > CROWD) {
      width /= 2;
    }
    active.sort(Comparator.comparingInt(Numbered::number));
    return width;
  }

  private void activate(long end) {
    while (nextSegment < byFirstTask.size()
        && byFirstTask.get(nextSegment).ref().firstTask() < end) {
      active.add(byFirstTask.get(nextSegment++));
    }
  }

  private long overlapping(long end) {
    return active.stream().filter(each -> each.ref().firstTask() < end).count();
  }

  private void collect(OutcomeBlock block, int start, int width, @Nullable Found[] winners) {
    var wanted = job.wanted();
    long end = (long) start + width;
    for (int place = block.firstAtOrAfter(start);
        place < block.entries() && block.task(place) < end;
        place++) {
      int task = block.task(place);
      if (block.succeeded(place) == job.successes() && wanted.contains(task)) {
        var before = winners[task - start];
        if (before == null || (!job.successes() && before.attempt() < block.attempt(place))) {
          winners[task - start] = new Found(block, place);
        }
      }
    }
  }
}
