package io.gristworks.simulation.cluster;

import io.gristworks.core.message.ToCoordinator;
import java.util.TreeMap;

/** How many messages came to whom. */
public final class MessageCounts {
  private final TreeMap<String, Heard> coordinators = new TreeMap<>();
  private long pools;
  private long nodes;

  private static final class Heard {
    long envelopes;
    long reports;
  }

  MessageCounts() {}

  void came(SimulatedActor shell, Object words) {
    switch (shell) {
      case SimulatedCoordinator coordinator -> {
        var heard = coordinators.computeIfAbsent(coordinator.id(), _ -> new Heard());
        heard.envelopes++;
        heard.reports += words instanceof ToCoordinator.Report ? 1 : 0;
      }
      case SimulatedPool _ -> pools++;
      case SimulatedNode _ -> nodes++;
      default -> {} // a client
    }
  }

  /** To coordinators, all together. */
  public long toCoordinators() {
    return coordinators.values().stream().mapToLong(heard -> heard.envelopes).sum();
  }

  /** To the coordinator of the batch that heard most. */
  public long toBusiestCoordinator() {
    return coordinators.values().stream().mapToLong(heard -> heard.envelopes).max().orElse(0);
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
