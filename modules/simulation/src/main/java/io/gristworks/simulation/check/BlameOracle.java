package io.gristworks.simulation.check;

import static io.gristworks.simulation.check.InvariantViolation.unless;

import io.gristworks.core.batch.JobSpec;
import io.gristworks.core.task.TaskSet;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** I4: which deaths of nodes are counted against the tasks of one job, and what comes of it. */
final class BlameOracle {
  private final JobSpec job;
  private final TreeMap<Integer, List<String>> blamed = new TreeMap<>();
  private final TreeMap<Integer, String> lastDeath = new TreeMap<>();

  BlameOracle(JobSpec job) {
    this.job = job;
  }

  private int deathsMax() {
    return job.options().crashBudget() + 1;
  }

  /** A death is counted once. */
  void named(int task, String node) {
    var deaths = blamed.computeIfAbsent(task, _ -> new ArrayList<>());
    unless(
        !deaths.contains(node),
        "I4",
        "the death of %s was counted twice for task %d of %s",
        node,
        task,
        job.name());
    deaths.add(node);
  }

  /** The nodes whose death is counted against a task, in that order. */
  List<String> of(int task) {
    return blamed.getOrDefault(task, List.of());
  }

  /** Whoever is given up has had exactly so many deaths as it may. */
  void quarantined(int task) {
    unless(
        of(task).size() == deathsMax(),
        "I4",
        "task %d of %s given up after %d deaths",
        task,
        job.name(),
        of(task).size());
    lastDeath.put(task, of(task).getLast());
  }

  /** Whoever has had so many is given up. */
  void suspectsAreFew() {
    blamed.forEach(
        (task, nodes) ->
            unless(
                nodes.size() < deathsMax(),
                "I4",
                "task %d of %s goes on after %d deaths",
                task,
                job.name(),
                nodes.size()));
  }

  /** Of one that was given up the last death still counts. */
  void revived(int task) {
    var last = lastDeath.remove(task);
    if (last != null) {
      blamed.put(task, new ArrayList<>(List.of(last)));
    }
  }

  void ended(TaskSet tasks) {
    if (!blamed.isEmpty()) {
      blamed.keySet().removeIf(tasks::contains);
    }
  }

  /** Whether any of them is a suspect. */
  boolean anyOf(TaskSet tasks) {
    return blamed.keySet().stream().anyMatch(tasks::contains);
  }

  /** How many are given up. */
  int quarantined() {
    return lastDeath.size();
  }
}
