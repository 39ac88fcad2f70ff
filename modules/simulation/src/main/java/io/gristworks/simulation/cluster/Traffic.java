package io.gristworks.simulation.cluster;

import io.gristworks.core.message.ToCoordinator;
import java.util.TreeMap;

/** How many letters came to whom. */
public final class Traffic {
  private final TreeMap<String, Heard> coordinators = new TreeMap<>();
  private long pools;
  private long nodes;

  private static final class Heard {
    long letters;
    long reports;
  }

  Traffic() {}

  void came(Shell shell, Object words) {
    switch (shell) {
      case CoordinatorShell coordinator -> {
        var heard = coordinators.computeIfAbsent(coordinator.id(), _ -> new Heard());
        heard.letters++;
        heard.reports += words instanceof ToCoordinator.Report ? 1 : 0;
      }
      case PoolShell _ -> pools++;
      case NodeShell _ -> nodes++;
      default -> {} // a client
    }
  }

  /** To coordinators, all together. */
  public long toCoordinators() {
    return coordinators.values().stream().mapToLong(heard -> heard.letters).sum();
  }

  /** To the coordinator of the batch that heard most. */
  public long toBusiestCoordinator() {
    return coordinators.values().stream().mapToLong(heard -> heard.letters).max().orElse(0);
  }

  /** Reports of outcomes, to the coordinator of the batch that heard most of them. */
  public long reportsToBusiestCoordinator() {
    return coordinators.values().stream().mapToLong(heard -> heard.reports).max().orElse(0);
  }

  /** To the pool, and to those who watch it. */
  public long toPools() {
    return pools;
  }

  /** To worker nodes. */
  public long toNodes() {
    return nodes;
  }
}
