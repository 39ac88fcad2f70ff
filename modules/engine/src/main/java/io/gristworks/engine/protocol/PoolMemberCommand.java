package io.gristworks.engine.protocol;

import org.apache.pekko.actor.typed.ActorRef;

/**
 * What the node's view of the pool can be told. All of it is soft: lose it, and it is said again.
 */
public sealed interface PoolMemberCommand extends Wire {

  /** What it says to itself. */
  non-sealed interface Inner extends PoolMemberCommand {}

  /**
   * There is a pool; said once a second, and to whoever believes in an earlier one.
   *
   * @param epoch see {@link io.gristworks.core.pool.PoolEpoch}
   * @param host the node that it is on, by a name that it has after no other start
   * @param counts whether worker nodes shall tell it what they hold
   * @param member who hosts it
   */
  record PoolIs(
      long epoch,
      String host,
      boolean counts,
      ActorRef<PoolCommand> pool,
      ActorRef<PoolMemberCommand> member)
      implements PoolMemberCommand {}

  /** A pool has ended in good order, or failed: nobody need wait until it has been silent. */
  record PoolEnded(long epoch) implements PoolMemberCommand {}
}
