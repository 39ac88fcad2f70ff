package io.gristworks.core.batch;

import io.gristworks.core.task.TaskSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.roaringbitmap.RoaringBitmap;

/**
 * The errors of a job by cause, and which of its failed tasks failed last of which. So many groups
 * and no more, each with a bitmap at the most, however many tasks fail.
 */
final class ErrorGroups {
  /** The most groups with a name of their own. */
  static final int MOST = 50;

  private final LinkedHashMap<String, ErrorGroup> sums = new LinkedHashMap<>();
  private final Map<String, RoaringBitmap> deadLetters = new TreeMap<>();

  ErrorGroups() {}

  ErrorGroups(List<ErrorGroup> sums, List<BatchEvent.GivenUp> deadLetters) {
    sums.forEach(group -> this.sums.put(group.id(), group));
    deadLetters.forEach(each -> this.deadLetters.put(each.group(), each.tasks().bits().clone()));
  }

  /** Counts attempts that failed. */
  void add(ErrorGroup more) {
    var room = roomFor(more.id());
    sums.merge(room, room.equals(more.id()) ? more : more.other(), ErrorGroup::plus);
  }

  /** These tasks were given up for this cause, which has been counted before. */
  void giveUp(String group, TaskSet tasks) {
    deadLetters.computeIfAbsent(roomFor(group), _ -> new RoaringBitmap()).or(tasks.bits());
  }

  private String roomFor(String group) {
    return sums.containsKey(group) || sums.size() < MOST ? group : ErrorGroup.OTHER;
  }

  /** These tasks are to be tried again. */
  void revive(TaskSet tasks) {
    deadLetters.values().forEach(failed -> failed.andNot(tasks.bits()));
    deadLetters.values().removeIf(RoaringBitmap::isEmpty);
  }

  /** The failed tasks of a group, none where there is no such group; for reading. */
  RoaringBitmap failedIn(String group) {
    var failed = deadLetters.get(group);
    return failed == null ? new RoaringBitmap() : failed;
  }

  boolean knows(String group) {
    return sums.containsKey(group);
  }

  /** In the order in which they were first seen. */
  Collection<ErrorGroup> sums() {
    return sums.values();
  }

  List<BatchEvent.GivenUp> deadLetters() {
    return deadLetters.entrySet().stream()
        .map(each -> new BatchEvent.GivenUp(each.getKey(), TaskSet.copyOf(each.getValue())))
        .toList();
  }
}
