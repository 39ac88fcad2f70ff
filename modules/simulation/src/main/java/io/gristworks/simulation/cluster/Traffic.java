package io.gristworks.simulation.cluster;

/** How many letters came to whom. */
public final class Traffic {
  private long coordinators;
  private long pools;
  private long nodes;

  Traffic() {}

  void came(Shell shell) {
    switch (shell) {
      case CoordinatorShell _ -> coordinators++;
      case PoolShell _ -> pools++;
      case NodeShell _ -> nodes++;
      default -> {} // a client
    }
  }

  /** To coordinators. */
  public long toCoordinators() {
    return coordinators;
  }

  /** To pools. */
  public long toPools() {
    return pools;
  }

  /** To worker nodes. */
  public long toNodes() {
    return nodes;
  }
}
