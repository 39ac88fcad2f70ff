package io.gristworks.simulation.cluster;

import io.gristworks.core.coordinator.CoordinatorNews;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** Notes who was asked to drop what and who has confirmed, for I10. */
final class Cancellations {
  private final World world;
  private final CoordinatorShell shell;

  /** By asker. */
  private final TreeMap<Long, Open> open = new TreeMap<>();

  /** {@code revivals}: how often failed tasks of each of the jobs had been tried again by then. */
  private record Open(List<Integer> jobs, List<Integer> revivals, TreeSet<String> unconfirmed) {}

  private long latest;

  Cancellations(World world, CoordinatorShell shell) {
    this.world = world;
    this.shell = shell;
  }

  void clear() {
    open.clear();
  }

  void before(CoordinatorNews news) {
    switch (news) {
      case CoordinatorNews.CancelWanted wanted -> begin(wanted);
      case CoordinatorNews.Dropped dropped ->
          open.values().stream()
              .filter(each -> dropped.jobs().containsAll(each.jobs))
              .forEach(each -> each.unconfirmed.remove(dropped.node()));
      case CoordinatorNews.NodeGone gone ->
          open.values().forEach(each -> each.unconfirmed.remove(gone.node()));
      default -> {}
    }
  }

  private void begin(CoordinatorNews.CancelWanted wanted) {
    var batch = shell.batch();
    var coordinator = shell.coordinator();
    if (!batch.exists() || coordinator == null) {
      return;
    }
    var jobs = new ArrayList<Integer>();
    for (int job = 0; job < batch.jobs().size(); job++) {
      var progress = batch.jobs().get(job);
      boolean named = wanted.job() == null || progress.spec().name().equals(wanted.job());
      if (named && progress.finishedAt() == null && progress.cancelReason() == null) {
        jobs.add(job);
      }
    }
    latest = wanted.asker();
    var revivals = jobs.stream().map(this::revivals).toList();
    var holders = new TreeSet<>(coordinator.dispatch().nodesWith(jobs));
    open.put(latest, new Open(jobs, revivals, holders));
  }

  /** The latest wish had been granted before, or was refused. */
  void nothingNew() {
    open.remove(latest);
  }

  /** Somebody is answered. */
  void answered(long asker) {
    var asked = open.remove(asker);
    if (asked == null) {
      return;
    }
    for (int at = 0; at < asked.jobs.size(); at++) {
      int job = asked.jobs.get(at);
      if (revivals(job) != asked.revivals.get(at)) {
        continue; // somebody wanted it to go on, after all, before this was answered
      }
      var loud = new TreeSet<>(asked.unconfirmed);
      if (!world.scenario().isReliable()) {
        loud.addAll(holders(job)); // out of reach: its lease had lapsed, or was never heard of
      }
      if (!world.scenario().isOrderly()) {
        loud.addAll(world.membership().nodes()); // a lease may come after what ends it
      }
      world.note("cancelled", job, loud.size(), () -> shell.id() + " job " + job + " " + loud);
      world.books().cancelAnswered(shell.id(), job, loud);
    }
  }

  private int revivals(int job) {
    return world.books().of(shell.id()).revivals(job);
  }

  private List<String> holders(int job) {
    var holders = new ArrayList<String>();
    for (var machine : world.machines()) {
      var node = machine.node();
      if (node != null && node.holds(shell.id(), job)) {
        holders.add(machine.name());
      }
    }
    return holders;
  }
}
