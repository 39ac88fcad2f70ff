package io.gristworks.core.view;

/** Why a worker node takes less than it could. The gateway words it. */
public sealed interface LoadReason {
  /** Which memory. */
  enum Memory {
    /** The share of the memory limit in use. */
    LIMIT,
    /** The share of the heap in use after a collection. */
    HEAP,
    /** The share of the time in which something waits for memory. */
    STALL
  }

  /**
   * It lacks memory, and takes no more leases.
   *
   * @param share what was read, 0 to 1
   * @param high it is too much from this share on
   * @param low it is well again at this share
   */
  record NoMemory(Memory memory, double share, double high, double low) implements LoadReason {}

  /**
   * Some CPU-bound workers rest.
   *
   * @param workers how many, from 1
   * @param share the share of the latest CPU periods in which the host stopped the node, 0 to 1
   */
  record Throttled(int workers, double share) implements LoadReason {}

  /**
   * It takes no work until it is started anew: too many threads of handlers answer no interrupt.
   *
   * @param most how many there may be
   */
  record AbandonedThreads(int threads, int most) implements LoadReason {}

  /**
   * It begins nothing until its outcomes are stored: the database is away, or too slow.
   *
   * @param attempts how many have ended that no coordinator knows of
   */
  record UnstoredOutcomes(long attempts) implements LoadReason {}
}
