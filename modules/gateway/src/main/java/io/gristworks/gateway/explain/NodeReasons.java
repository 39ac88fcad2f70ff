package io.gristworks.gateway.explain;

import io.gristworks.core.view.JobStatus;
import io.gristworks.core.view.NodeStatus;
import io.gristworks.gateway.explain.Reason.Kind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Why nodes that run a job's operation take nothing of it now: they lack what it needs, or are
 * pressed.
 */
final class NodeReasons {
  private final JobStatus job;
  private final List<NodeStatus> ready;
  private final List<Reason> reasons;

  /** Of the nodes that run the operation and do not drain, at least one. */
  NodeReasons(JobStatus job, List<NodeStatus> ready, List<Reason> reasons) {
    this.job = job;
    this.ready = ready;
    this.reasons = reasons;
  }

  void add() {
    if (ready.stream().noneMatch(node -> node.load().hasRoomFor(job.operation()))) {
      noResource();
    }
    if (ready.stream().allMatch(node -> !node.load().takesLess().isEmpty())) {
      pressed();
    }
  }

  private void noResource() {
    var lacking = new TreeSet<String>();
    for (var node : ready) {
      node.load()
          .needsOf(job.operation())
          .forEach(
              (name, units) -> {
                if (node.load().free().getOrDefault(name, 0) < units) {
                  lacking.add(name);
                }
              });
    }
    for (var name : lacking) {
      int units = sum(name);
      reasons.add(
          new Reason(
              Kind.NO_RESOURCE,
              units == 0
                  ? "no node that runs " + job.operation() + " has any " + name
                  : "no node has "
                      + name
                      + " free for "
                      + job.operation()
                      + "; "
                      + Phrases.count(ready.size(), "node")
                      + (ready.size() == 1 ? " has " : " have ")
                      + units
                      + " in all",
              Map.of("resource", name, "units", units, "nodes", ready.size())));
    }
  }

  private int sum(String resource) {
    return ready.stream().mapToInt(node -> node.load().resources().getOrDefault(resource, 0)).sum();
  }

  private void pressed() {
    var figures = new TreeMap<String, Object>(Map.of("nodes", ready.size()));
    var first = ready.getFirst();
    figures.put("node", first.name());
    reasons.add(
        new Reason(
            Kind.NODES_PRESSED,
            (ready.size() == 1
                    ? "the only node that runs "
                    : "all " + ready.size() + " nodes that run ")
                + job.operation()
                + (ready.size() == 1 ? " takes less: " : " take less; " + first.name() + " ")
                + ReasonText.of(first.load().takesLess()),
            figures));
  }
}
