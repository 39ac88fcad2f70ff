package io.gristworks.core.batch;

import io.gristworks.core.task.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A task that was running when its node died, once or several times.
 *
 * @param deaths what happened, in order; at least one
 */
public record CrashSuspect(int task, List<Death> deaths) {
  private static final int LONGEST = 500;

  /**
   * The end of a node.
   *
   * @param node which, by a name that it has after no other start
   * @param evidence what is known of it, for people; cut off behind 500 bytes
   */
  public record Death(String node, String evidence, Instant at) {
    /** Cuts the evidence. */
    public Death {
      evidence = Text.cut(evidence, LONGEST);
    }
  }

  /** Copies the list. */
  public CrashSuspect {
    deaths = List.copyOf(deaths);
  }

  /** The same after one more. */
  CrashSuspect and(Death more) {
    var all = new ArrayList<>(deaths);
    all.add(more);
    return new CrashSuspect(task, all);
  }

  /** The last death alone: run alone again, but not yet given up. */
  CrashSuspect last() {
    return new CrashSuspect(task, List.of(deaths.getLast()));
  }

  /** Whether the death of {@code node} has been counted. */
  boolean knows(String node) {
    return deaths.stream().anyMatch(death -> death.node().equals(node));
  }

  /** All that is known, for people. */
  public String evidence() {
    return "took down "
        + deaths.size()
        + " nodes: "
        + deaths.stream()
            .map(death -> death.node() + " at " + death.at() + " (" + death.evidence() + ")")
            .collect(Collectors.joining("; "));
  }
}
