package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.BatchEvent;
import io.gristworks.core.coordinator.CoordinatorInput;
import io.gristworks.core.coordinator.CoordinatorInput.FromNode;
import io.gristworks.core.message.HoldingPart;
import io.gristworks.core.message.LeaseHolding;
import io.gristworks.core.message.ToCoordinator;
import io.gristworks.core.message.ToCoordinator.Dropped;
import io.gristworks.core.message.ToCoordinator.Holding;
import io.gristworks.core.message.ToCoordinator.Report;
import io.gristworks.core.message.ToNode;
import io.gristworks.core.task.TaskSet;
import io.gristworks.simulation.Mutation;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.roaringbitmap.RoaringBitmap;

/** What a coordinator's shell does wrong on purpose; see {@link Mutation}. */
final class CoordinatorMutation {
  private final SimulatedCluster world;
  private final SimulatedCoordinator shell;
  private final TreeMap<String, FromNode> believed = new TreeMap<>();
  private final TreeMap<Long, Long> aliases = new TreeMap<>();
  private long lastAlias;
  private final TreeMap<String, Report> reports = new TreeMap<>();

  CoordinatorMutation(SimulatedCluster world, SimulatedCoordinator shell) {
    this.world = world;
    this.shell = shell;
  }

  /** Whether the core shall hear this. */
  boolean hears(CoordinatorInput news) {
    if (world.mutation() == Mutation.BELIEVES_LOST_NODES) {
      return !believes(news);
    }
    if (world.mutation() == Mutation.TAKES_PARTS_FOR_ALL
        && news instanceof FromNode(_, Holding held)
        && held.part().after() > 0) {
      return false;
    }
    boolean recounts =
        world.mutation() == Mutation.COUNTS_REPEATED_REPORTS
            || world.mutation() == Mutation.COUNTS_LATE_REPORTS;
    if (recounts && news instanceof FromNode(var node, Report report)) {
      reports.put(node + "/" + report.number(), report);
    }
    return true;
  }

  /** What the core hears of a wish. */
  ToCoordinator.FromClient wish(ToCoordinator.FromClient wish) {
    if (wish instanceof ToCoordinator.Append(var job, var part, var key)
        && key != null
        && shell.batch().exists()
        && (world.mutation() == Mutation.KEYS_OF_APPENDS_PER_BATCH
            || world.mutation() == Mutation.KEYS_OF_APPENDS_WITHOUT_DIGEST)) {
      boolean anyJob = world.mutation() == Mutation.KEYS_OF_APPENDS_PER_BATCH;
      var batch = shell.batch();
      for (var before : batch.snapshot().appends()) {
        var other = batch.spec().jobs().get(before.job()).name();
        if (before.key().key().equals(key.key()) && other.equals(job) != anyJob) {
          return new ToCoordinator.Append(other, part, before.key());
        }
      }
    }
    return wish;
  }

  /** What the core hears instead. */
  CoordinatorInput altered(CoordinatorInput news) {
    return news instanceof FromNode(var node, var message)
        ? new FromNode(node, altered(message))
        : news;
  }

  private ToCoordinator.FromNode altered(ToCoordinator.FromNode message) {
    return switch (message) {
      case Holding(var part, var asked)
          when world.mutation() == Mutation.TAKES_IN_ANY_LEASE && shell.batch().exists() -> {
        var leases = part.leases().stream().map(this::renumbered).toList();
        yield new Holding(new HoldingPart(part.after(), leases, part.last()), asked);
      }
      case Holding(var part, var asked) when world.mutation() == Mutation.TAKES_PARTS_FOR_ALL ->
          new Holding(HoldingPart.whole(part.leases()), asked);
      case Dropped(var jobs, _) when world.mutation() == Mutation.HEEDS_OUTDATED_ANSWERS_TO_DROPS ->
          new Dropped(jobs, Long.MAX_VALUE);
      default -> message;
    };
  }

  /** A lease whose tasks are free here gets a number that was never taken in. */
  private LeaseHolding renumbered(LeaseHolding lease) {
    var coordinator = shell.coordinator();
    if (coordinator != null
        && RoaringBitmap.intersects(
            lease.tasks().bits(), coordinator.dispatch().pending(lease.job()))) {
      aliases.put(lease.number(), ++lastAlias);
    }
    return new LeaseHolding(
        aliases.getOrDefault(lease.number(), lease.number()),
        lease.job(),
        lease.tasks(),
        lease.unstarted());
  }

  private boolean believes(CoordinatorInput news) {
    if (news instanceof FromNode(var node, Holding held)) {
      believed.put(node + "/" + held.part().after(), new FromNode(node, held));
    } else if (news instanceof CoordinatorInput.Ticked) {
      for (var held : believed.values()) {
        if (world.membership().members().isGone(shell.machine(), held.node())
            && held.message() instanceof Holding holding) {
          shell.tellSelf(new FromNode(held.node(), new Holding(holding.part(), null)));
        }
      }
    }
    return news instanceof CoordinatorInput.NodeGone;
  }

  /** Counts a report that was refused, and says whether it has. */
  boolean counts(String node, ToNode.Acknowledged refused) {
    var report = reports.remove(node + "/" + refused.number());
    if (report == null || refused.refused().isEmpty()) {
      return false;
    }
    int known = refused.refused().values().stream().mapToInt(TaskSet::size).sum();
    int told =
        report.jobs().stream()
            .mapToInt(part -> part.succeeded().size() + part.failures().size())
            .sum();
    boolean repeated = known == told;
    if (repeated != (world.mutation() == Mutation.COUNTS_REPEATED_REPORTS)) {
      return false;
    }
    var outcomes = new ArrayList<BatchEvent.JobOutcomes>();
    for (var part : report.jobs()) {
      outcomes.add(
          new BatchEvent.JobOutcomes(
              part.job(),
              part.segment(),
              shell.batch().createdAt(),
              part.succeeded(),
              TaskSet.empty(),
              List.of(),
              part.counters(),
              List.of(),
              part.succeeded().size(),
              part.busyMicros(),
              List.of()));
    }
    shell.forge(List.of(new BatchEvent.OutcomesAccepted(outcomes, shell.batch().createdAt())));
    return true;
  }
}
