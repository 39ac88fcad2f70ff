package io.gristworks.core.batch;

import io.gristworks.core.task.TaskSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * The tasks of a job that were running when their nodes died. As many as nodes ran at once, not as
 * many as there are.
 */
public final class CrashSuspects {
  private final TreeMap<Integer, CrashSuspect> suspects = new TreeMap<>();
  private final TreeMap<Integer, CrashSuspect> quarantined = new TreeMap<>();
  private final RoaringBitmap tasks = new RoaringBitmap();

  CrashSuspects() {}

  CrashSuspects(List<CrashSuspect> suspects, List<CrashSuspect> quarantined) {
    suspects.forEach(this::suspect);
    quarantined.forEach(each -> this.quarantined.put(each.task(), each));
  }

  private void suspect(CrashSuspect of) {
    suspects.put(of.task(), of);
    tasks.add(of.task());
  }

  void name(TaskSet running, CrashSuspect.Death death) {
    running.forEach(
        task -> {
          var before = suspects.get(task);
          suspect(before == null ? new CrashSuspect(task, List.of(death)) : before.and(death));
        });
  }

  /** These have ended: cleared, or given up. */
  void clear(TaskSet ended) {
    if (!suspects.isEmpty() && !ended.isEmpty()) {
      suspects.subMap(ended.first(), true, ended.last(), true).keySet().removeIf(ended::contains);
      tasks.andNot(ended.bits());
    }
  }

  void quarantine(TaskSet given) {
    given.forEach(
        task -> {
          var known = suspects.get(task);
          if (known != null) {
            quarantined.put(task, known);
          }
        });
    clear(given);
  }

  /**
   * Those that were quarantined are suspects again, which their last death alone speaks against.
   */
  void revive(TaskSet again) {
    var back = new ArrayList<CrashSuspect>();
    quarantined.values().stream().filter(each -> again.contains(each.task())).forEach(back::add);
    back.forEach(
        each -> {
          quarantined.remove(each.task());
          suspect(each.last());
        });
  }

  /** The tasks that must be run alone; for reading. */
  public RoaringBitmap tasks() {
    return tasks;
  }

  /** Whether {@code task} must be run alone. */
  public boolean contains(int task) {
    return tasks.contains(task);
  }

  /** What speaks against {@code task}, if anything does. */
  public @Nullable CrashSuspect of(int task) {
    var suspicion = suspects.get(task);
    return suspicion == null ? quarantined.get(task) : suspicion;
  }

  /** What speaks against those that run alone, by task. */
  public Collection<CrashSuspect> suspicions() {
    return Collections.unmodifiableCollection(suspects.values());
  }

  /** What speaks against those that were given up as poison, by task: their only record. */
  public Collection<CrashSuspect> quarantined() {
    return Collections.unmodifiableCollection(quarantined.values());
  }
}
