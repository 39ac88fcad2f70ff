package io.gristworks.engine.protocol;

import io.gristworks.core.message.ToPoolMember;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What the node's view of the pool can be told. All of it is soft: lose it, and it is said again.
 */
public sealed interface PoolMemberCommand extends Wire {

  /** What it says to itself. */
  non-sealed interface Inner extends PoolMemberCommand {}

  /**
   * A message from a pool.
   *
   * @param member who hosts it
   */
  record FromPool(
      ActorRef<PoolCommand> sender, ActorRef<PoolMemberCommand> member, ToPoolMember.PoolIs message)
      implements PoolMemberCommand {}

  /** A message from who has hosted a pool. */
  record FromMember(ToPoolMember.PoolEnded message) implements PoolMemberCommand {}
}
