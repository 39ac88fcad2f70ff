package io.gristworks.core.worker;

/**
 * What a node can run, and what it therefore asks for.
 *
 * @param workers how many tasks, or groups, at once
 * @param cpuWorkers how many of them CPU-bound
 * @param prefetch how many leases more than that to hold, so that no worker waits for one
 */
public record Capacity(int workers, int cpuWorkers, int prefetch) {
  /** Checks the bounds. */
  public Capacity {
    if (workers < 1 || cpuWorkers < 1 || prefetch < 0) {
      throw new IllegalArgumentException(
          "workers and cpu_workers must be at least 1, prefetch at least 0: "
              + workers
              + ", "
              + cpuWorkers
              + ", "
              + prefetch);
    }
  }

  /** The same with another number of workers, of which no more than that are CPU-bound. */
  public Capacity withWorkers(int other) {
    return other == workers ? this : new Capacity(other, Math.min(cpuWorkers, other), prefetch);
  }

  /** The same with another number of CPU-bound workers. */
  public Capacity withCpuWorkers(int other) {
    return other == cpuWorkers ? this : new Capacity(workers, other, prefetch);
  }

  /**
   * What it wants beside what it holds.
   *
   * @param leases the unfinished leases it holds
   * @param cpuLeases how many of them are CPU-bound
   */
  public Want beside(int leases, int cpuLeases) {
    int any = Math.max(0, workers + prefetch - leases);
    return new Want(any, Math.min(any, Math.max(0, cpuWorkers + prefetch - cpuLeases)));
  }

  /**
   * Leases wanted.
   *
   * @param leases of any kind
   * @param cpuLeases how many of them may be CPU-bound
   */
  public record Want(int leases, int cpuLeases) {
    /** Nothing. */
    public static final Want NOTHING = new Want(0, 0);

    /** Whether it is nothing. */
    public boolean isNothing() {
      return leases == 0;
    }

    /**
     * Whether this is worth telling a pool that was told {@code other}: if more is wanted, or only
     * half as much.
     */
    public boolean differsFrom(Want other) {
      return leases > other.leases
          || cpuLeases > other.cpuLeases
          || (leases < other.leases && 2 * leases <= other.leases);
    }
  }
}
