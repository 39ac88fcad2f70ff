package io.gristworks.engine.protocol;

import io.gristworks.core.share.Claim;
import org.apache.pekko.actor.typed.ActorRef;

/** What the divider of limits can be told. All of it is soft: lose it, and it is said again. */
public sealed interface DividerCommand extends Wire {

  /** What the divider says to itself. */
  non-sealed interface Inner extends DividerCommand {}

  /**
   * What a pool has of the limits of tenants and operations, and what it needs.
   *
   * @param pool to be answered with {@link PoolCommand.Allotted}
   */
  record Claimed(Claim claim, ActorRef<PoolCommand> pool) implements DividerCommand {}
}
