package io.gristworks.core.message;

/**
 * What those are told who must know which pool counts, one on each node. All of it is soft: lose
 * it, and it is said again.
 */
public sealed interface ToPoolMember {

  /**
   * There is a pool; said once a second, and to whoever believes in an earlier one. Each tells the
   * worker node beside it.
   *
   * @param epoch see {@link io.gristworks.core.pool.PoolEpoch}
   * @param host the node that it is on, by a name that it has after no other start
   * @param counts whether worker nodes shall tell it what they hold
   */
  record PoolIs(long epoch, String host, boolean counts) implements ToPoolMember, ToNode.FromPool {}

  /** A pool has ended in good order, or failed: nobody need wait until it has been silent. */
  record PoolEnded(long epoch) implements ToPoolMember {}
}
