package io.gristworks.core.view;

import io.gristworks.core.batch.JobProgress;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * A page of what there is of a job's outcomes. Page {@code n} has the segments from {@code n} times
 * {@link Bounds#segments} on, but those before the one that was asked for, and of the tasks those
 * from {@code n} times {@link Bounds#tasks} on: all of it together may be too large for a message.
 *
 * @param segments some of the accepted segments, in the order of acceptance
 * @param next the segment to ask for to have the next page, or -1 where this is the last
 * @param succeeded those of the page's tasks that had succeeded
 * @param failed those of them that had been given up
 * @param cancelled those of them that had been cancelled
 * @param quarantined some of the failed tasks that no segment tells of
 */
public record OutcomePage(
    List<SegmentRef> segments,
    int next,
    TaskSet succeeded,
    TaskSet failed,
    TaskSet cancelled,
    List<Quarantined> quarantined) {
  /**
   * How much is on a page, each from 1.
   *
   * @param segments the most segments
   * @param tasks of how many tasks it is told whether they have ended
   * @param quarantined the most quarantined tasks
   */
  public record Bounds(int segments, int tasks, int quarantined) {
    /** A page that fits into a message. */
    public static final Bounds MESSAGE = new Bounds(4_000, 1 << 20, 1_000);
  }

  /**
   * A task that was given up because nodes died that ran it: no node could tell of that.
   *
   * @param attempt in which it last took its node down, from 1
   * @param evidence what is known, for people
   */
  public record Quarantined(int task, int attempt, String evidence) {}

  /** The page that begins at that segment, or in which it would be. */
  public static OutcomePage of(JobProgress job, int from, Bounds bounds) {
    var all = job.segments();
    long page = Math.max(0, from) / bounds.segments();
    int end = (int) Math.min((page + 1) * bounds.segments(), all.size());
    int begin = Math.min(Math.max(0, from), end);
    boolean isLast =
        end == all.size()
            && job.tasks() <= (page + 1) * bounds.tasks()
            && job.suspects().quarantined().size() <= (page + 1) * bounds.quarantined();
    return new OutcomePage(
        List.copyOf(all.subList(begin, end)),
        isLast ? -1 : Math.toIntExact((page + 1) * bounds.segments()),
        part(job.succeeded(), page, bounds.tasks()),
        part(job.failed(), page, bounds.tasks()),
        part(job.cancelled(), page, bounds.tasks()),
        quarantined(job, page, bounds.quarantined()));
  }

  private static TaskSet part(RoaringBitmap tasks, long page, int size) {
    if (page == 0 && (tasks.isEmpty() || tasks.last() < size)) {
      return TaskSet.copyOf(tasks);
    }
    long first = page * size;
    if (tasks.isEmpty() || first > tasks.last()) {
      return TaskSet.empty();
    }
    return TaskSet.owning(
        RoaringBitmap.and(tasks, RoaringBitmap.bitmapOfRange(first, first + size)));
  }

  private static List<Quarantined> quarantined(JobProgress job, long page, int size) {
    return job.suspects().quarantined().stream()
        .skip(page * size)
        .limit(size)
        .map(
            each ->
                new Quarantined(
                    each.task(), Math.max(1, job.failedAttempts(each.task())), each.evidence()))
        .toList();
  }
}
