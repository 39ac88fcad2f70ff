package io.gristworks.core.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who waits for whom among the jobs of one batch, whatever for: a condition, tasks or results.
 * Linear in jobs and edges; no recursion.
 */
public final class DependencyGraph {
  private DependencyGraph() {}

  /**
   * A circle in which jobs wait for each other, if there is one.
   *
   * @param jobs jobs whose names are unique; dependencies on unknown names are passed over
   * @return the names around the circle, the first once more at the end: {@code [a, b, a]} where
   *     {@code a} waits for {@code b} and {@code b} for {@code a}
   */
  public static Optional<List<String>> findCycle(List<JobSpec> jobs) {
    var byName = new HashMap<String, JobSpec>();
    jobs.forEach(job -> byName.put(job.name(), job));
    var finished = new HashSet<String>();
    for (var job : jobs) {
      var cycle = cycleFrom(job.name(), byName, finished);
      if (cycle.isPresent()) {
        return cycle;
      }
    }
    return Optional.empty();
  }

  private record Step(String job, Deque<String> open) {}

  private static Optional<List<String>> cycleFrom(
      String start, Map<String, JobSpec> byName, Set<String> finished) {
    var path = new ArrayList<Step>();
    var onPath = new HashSet<String>();
    enter(start, byName, finished, path, onPath);
    while (!path.isEmpty()) {
      var top = path.getLast();
      var next = top.open().poll();
      if (next == null) {
        finished.add(top.job());
        onPath.remove(top.job());
        path.removeLast();
      } else if (onPath.contains(next)) {
        var names = path.stream().map(Step::job).toList();
        var circle = new ArrayList<>(names.subList(names.indexOf(next), names.size()));
        circle.add(next);
        return Optional.of(circle);
      } else {
        enter(next, byName, finished, path, onPath);
      }
    }
    return Optional.empty();
  }

  private static void enter(
      String job,
      Map<String, JobSpec> byName,
      Set<String> finished,
      List<Step> path,
      Set<String> onPath) {
    var spec = byName.get(job);
    if (spec != null && !finished.contains(job)) {
      path.add(new Step(job, new ArrayDeque<>(neededBy(spec))));
      onPath.add(job);
    }
  }

  /** The names of the jobs that {@code job} waits for, or takes its tasks from. */
  static List<String> neededBy(JobSpec job) {
    var names = new ArrayList<>(job.afterNames());
    if (job.source().derives()) {
      names.add(job.source().job());
    }
    return names;
  }
}
