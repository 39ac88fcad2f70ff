package io.gristworks.simulation.check;

import static io.gristworks.simulation.check.InvariantViolation.unless;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which nodes have died, what they ran then, and which task it was that killed them, if any. */
final class NodeDeaths {
  private final boolean gentle;

  /** By node, in each of its lives. */
  private final Map<String, Death> deaths = new HashMap<>(); // asked by key only

  private final Map<String, ExecutingTask> killers = new HashMap<>(); // asked by key only

  private record Death(List<ExecutingTask> running, @Nullable ExecutingTask killer) {
    @Nullable ExecutingTask of(String batch, int job, int task) {
      return running.stream().filter(each -> is(each, batch, job, task)).findFirst().orElse(null);
    }
  }

  /**
   * Nobody has died yet.
   *
   * @param gentle whether nodes die of poison alone, and are back before that is noticed
   */
  NodeDeaths(boolean gentle) {
    this.gentle = gentle;
  }

  private static boolean is(@Nullable ExecutingTask one, String batch, int job, int task) {
    return one != null
        && one.task() == task
        && one.terms().job() == job
        && one.terms().batch().equals(batch);
  }

  void poisoned(String node, ExecutingTask by) {
    killers.put(node, by);
  }

  void died(String node, List<ExecutingTask> running) {
    deaths.put(node, new Death(new ArrayList<>(running), killers.get(node)));
  }

  /** I4: whoever is blamed was there. */
  void blamed(String node, String batch, int job, int task) {
    var death = deaths.get(node);
    unless(
        death != null && death.of(batch, job, task) != null,
        "I4",
        "task %d of job %d of %s is blamed for %s, and did not run there",
        task,
        job,
        batch,
        node);
  }

  /**
   * I4: an innocent task is not given up, unless it had bad company each time: as suspects do not
   * run beside each other, the killer was none yet.
   */
  void quarantined(Collection<String> nodes, String batch, int job, int task) {
    var known = nodes.stream().map(deaths::get).filter(Objects::nonNull).toList();
    if (killers.values().stream().anyMatch(killer -> is(killer, batch, job, task))) {
      return; // guilty
    }
    unless(!gentle, "I4", "innocent, and given up: task %d of job %d of %s", task, job, batch);
    long alone =
        known.stream()
            .map(death -> death.of(batch, job, task))
            .filter(here -> here != null && here.terms().alone())
            .count();
    unless(
        alone >= nodes.size() - 1,
        "I4",
        "innocent, and given up though it ran alone %d times: task %d of job %d of %s",
        alone,
        task,
        job,
        batch);
    for (var death : known) {
      var here = death.of(batch, job, task);
      var killer = death.killer;
      if (here != null && killer != null && here.terms().alone() && killer.terms().alone()) {
        throw new InvariantViolation(
            "I4",
            "innocent, and given up as a suspect beside another: task "
                + task
                + " of job "
                + job
                + " of "
                + batch
                + ", by "
                + killer);
      }
    }
  }
}
