package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.coordinator.CoordinatorInput;
import io.gristworks.core.message.ToCoordinator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Notes who was asked to drop what and who has confirmed, for I10. */
final class Cancellations {
  private final SimulatedCluster world;
  private final SimulatedCoordinator shell;

  /** By asker. */
  private final TreeMap<Long, Open> open = new TreeMap<>();

  /** {@code revivals}: how often failed tasks of each of the jobs had been tried again by then. */
  private record Open(
      List<Integer> jobs,
      List<Integer> revivals,
      TreeSet<String> holders,
      TreeMap<String, Set<Integer>> confirmed,
      long since) {

    boolean isConfirmed(String node, int job) {
      return confirmed.getOrDefault(node, Set.of()).contains(job);
    }
  }

  Cancellations(SimulatedCluster world, SimulatedCoordinator shell) {
    this.world = world;
    this.shell = shell;
  }

  void clear() {
    open.clear();
  }

  void before(CoordinatorInput news) {
    switch (news) {
      case CoordinatorInput.FromClient(
              var asker,
              ToCoordinator.Control(BatchCommand.Cancel cancel)) ->
          begin(cancel.job(), asker);
      case CoordinatorInput.FromNode(var node, ToCoordinator.Dropped(var jobs, _)) ->
          open.values()
              .forEach(
                  each -> each.confirmed.computeIfAbsent(node, _ -> new TreeSet<>()).addAll(jobs));
      case CoordinatorInput.NodeGone gone ->
          open.values().forEach(each -> each.holders.remove(gone.node()));
      default -> {}
    }
  }

  private void begin(@Nullable String name, long asker) {
    var batch = shell.batch();
    var coordinator = shell.coordinator();
    if (!batch.exists() || coordinator == null) {
      return;
    }
    var jobs = new ArrayList<Integer>();
    for (int job = 0; job < batch.jobs().size(); job++) {
      var progress = batch.jobs().get(job);
      boolean named = name == null || progress.spec().name().equals(name);
      if (named && progress.finishedAt() == null) {
        jobs.add(job);
      }
    }
    var revivals = jobs.stream().map(this::revivals).toList();
    var holders = new TreeSet<>(coordinator.dispatch().nodesWith(jobs));
    open.put(asker, new Open(jobs, revivals, holders, new TreeMap<>(), world.timeline().now()));
  }

  /** A wish was refused, or waits until it is known who holds what. */
  void refused(long asker) {
    open.remove(asker);
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
      if (world.oracles().of(shell.id()).hasEndedByItself(job)) {
        continue; // before it was known who held what, and so before this was decided
      }
      var loud = new TreeSet<String>();
      if (!world.scenario().isReliable()) {
        loud.addAll(holders(job)); // out of reach: its lease was never heard of
      }
      loud.removeAll(asked.holders); // of these it was
      if (world.timeline().now() - asked.since >= CoordinatorEffectRunner.DROPS_WITHIN.toNanos()) {
        loud.addAll(asked.holders); // it is waited for no longer
      }
      loud.removeIf(node -> asked.isConfirmed(node, job));
      var members = world.membership().members();
      loud.addAll(members.strangers(shell.machine())); // the other cluster was not asked
      if (!world.scenario().isOrderly()) {
        loud.addAll(members.names()); // a lease may come after what ends it
      }
      world.note("cancelled", job, loud.size(), () -> shell.id() + " job " + job + " " + loud);
      world.oracles().cancelAnswered(shell.id(), job, loud);
    }
  }

  private int revivals(int job) {
    return world.oracles().of(shell.id()).revivals(job);
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
