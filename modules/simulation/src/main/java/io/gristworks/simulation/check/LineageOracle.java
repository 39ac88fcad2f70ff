package io.gristworks.simulation.check;

import static io.gristworks.simulation.check.InvariantViolation.unless;

import io.gristworks.core.batch.BatchEvent.TasksDerived;
import io.gristworks.core.task.InputSlice;
import io.gristworks.core.task.SegmentRef;
import io.gristworks.core.task.TaskSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.roaringbitmap.RoaringBitmap;

/**
 * Which results of a batch have become which of its tasks, and what its reduce jobs receive.
 *
 * <p>I18: each task of a derived job is exactly one result of its source, in the order in which the
 * journal tells of them. I19: a reduce job receives each result that was accepted before it was
 * released, once.
 */
final class LineageOracle {
  private final Records records;

  /** By job, the segments counted, in that order. */
  private final TreeMap<Integer, List<UUID>> accepted = new TreeMap<>();

  private final TreeMap<Integer, Derived> derived = new TreeMap<>();

  /** By reduce job, once it is released. */
  private final TreeMap<Integer, Map<Integer, List<UUID>>> fanIns = new TreeMap<>();

  private static final class Derived {
    int segments;

    /** By task the task of the source whose result it is. */
    final List<Integer> origins = new ArrayList<>();

    final RoaringBitmap results = new RoaringBitmap();
  }

  LineageOracle(Records records) {
    this.records = records;
  }

  private List<UUID> accepted(int job) {
    return accepted.computeIfAbsent(job, _ -> new ArrayList<>());
  }

  private Derived derived(int job) {
    return derived.computeIfAbsent(job, _ -> new Derived());
  }

  void counted(int job, UUID segment) {
    accepted(job).add(segment);
  }

  /** Results have become tasks. */
  void took(TasksDerived event, int source) {
    int job = event.part().job();
    var known = derived(job);
    unless(
        event.from() == known.segments && event.end() <= accepted(source).size(),
        "I18",
        "job %d takes segments %d to %d of job %d, which has %d, after segment %d",
        job,
        event.from(),
        event.end(),
        source,
        accepted(source).size(),
        known.segments);
    known.segments = event.end();
    var results = resultsIn(accepted(source).subList(event.from(), event.end()));
    var stored = inputsOf(event);
    unless(
        stored.equals(results),
        "I18",
        "job %d takes %s for the results %s of job %d",
        job,
        stored,
        results,
        source);
    for (int result : results) {
      unless(
          known.results.checkedAdd(result),
          "I18",
          "the result of task %d of job %d is a task of job %d twice",
          result,
          source,
          job);
    }
    known.origins.addAll(results);
  }

  private List<Integer> resultsIn(List<UUID> segments) {
    var results = new ArrayList<Integer>();
    for (var segment : segments) {
      var stored = records.outcomes(segment);
      if (stored == null) {
        throw new InvariantViolation("I16", "counted, but not stored: " + segment);
      }
      stored.succeeded().forEach(results::add);
    }
    return results;
  }

  private List<Integer> inputsOf(TasksDerived event) {
    var inputs = new ArrayList<Integer>();
    var counts = new ArrayList<Integer>();
    var stored = records.derived(event.part().upload());
    for (var segment : stored == null ? List.<int[]>of() : stored) {
      counts.add(segment.length);
      for (int input : segment) {
        inputs.add(input);
      }
    }
    unless(
        counts.equals(event.part().segmentTasks()),
        "I18",
        "%s has %s tasks, stored are %s",
        event.part().upload(),
        event.part().segmentTasks(),
        counts);
    return inputs;
  }

  /** Whether there are results of the source of which the job has not been told. */
  boolean lags(int job, int source) {
    return derived(job).segments < accepted(source).size();
  }

  /** All results of the source are tasks, and that is all there is. */
  void isWhole(int job, int source, RoaringBitmap succeeded) {
    unless(
        derived(job).results.equals(succeeded),
        "I18",
        "job %d has tasks for %s, and job %d has the results %s",
        job,
        derived(job).results,
        source,
        succeeded);
  }

  /** What a node is told to read for tasks of a derived job is what they are made of. */
  void handedOut(int job, TaskSet tasks, List<InputSlice> slices) {
    var left = tasks.bits().clone();
    for (var slice : slices) {
      var stored = records.derived(slice.upload());
      if (stored == null) {
        throw new InvariantViolation("I18", "job " + job + " reads what is not there: " + slice);
      }
      var segment = stored.get(slice.segment());
      for (int at = 0; at < segment.length; at++) {
        int task = slice.firstTask() + at;
        unless(
            derived(job).origins.get(task) == segment[at],
            "I18",
            "task %d of job %d is the result of task %d, and reads that of task %d",
            task,
            job,
            derived(job).origins.get(task),
            segment[at]);
        left.remove(task);
      }
    }
    unless(left.isEmpty(), "I18", "nothing to read for tasks %s of job %d", left, job);
  }

  /**
   * A reduce job may begin: it receives what there is now.
   *
   * @param succeeded by job that it waits for, in that order
   */
  void released(int job, Map<Integer, RoaringBitmap> succeeded) {
    var receives = new LinkedHashMap<Integer, List<UUID>>();
    succeeded.forEach(
        (from, tasks) -> {
          receives.put(from, List.copyOf(accepted(from)));
          var results = resultsIn(accepted(from));
          unless(
              results.size() == tasks.getCardinality()
                  && results.stream().allMatch(tasks::contains),
              "I19",
              "job %d is to receive %s of job %d, of which %s succeeded",
              job,
              results,
              from,
              tasks);
        });
    unless(fanIns.put(job, receives) == null, "I19", "job %d was released twice", job);
  }

  /**
   * What a reduce job is told to read.
   *
   * @param told by job, in that order
   */
  void reduces(int job, Map<Integer, List<SegmentRef>> told) {
    var receives = fanIns.get(job);
    if (receives == null) {
      throw new InvariantViolation("I19", "job " + job + " reduces before it was released");
    }
    var ids = new LinkedHashMap<Integer, List<UUID>>();
    told.forEach((from, refs) -> ids.put(from, refs.stream().map(SegmentRef::id).toList()));
    unless(ids.equals(receives), "I19", "job %d reduces %s, not %s", job, ids, receives);
  }
}
