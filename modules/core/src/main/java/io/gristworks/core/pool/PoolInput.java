package io.gristworks.core.pool;

import io.gristworks.core.message.ToPool;
import io.gristworks.core.rule.ClusterRules;

/** What a pool hears. */
public sealed interface PoolInput {

  /** A coordinator has said something. */
  record FromCoordinator(ToPool.FromCoordinator message) implements PoolInput {}

  /** A worker node has said something. */
  record FromNode(String node, ToPool.FromNode message) implements PoolInput {}

  /** There is such a node; it may not have said anything yet. */
  record NodeJoined(String node) implements PoolInput {}

  /** The node is out of reach; its credits are void. */
  record NodeGone(String node) implements PoolInput {}

  /** The node has ended, or belongs to the cluster no more, and so runs nothing. */
  record NodeEnded(String node) implements PoolInput {}

  /** Other rules hold from now on. */
  record RulesChanged(ClusterRules rules) implements PoolInput {}

  /** Some time has passed; see {@link PoolSettings.Rhythm#tick}. */
  record Ticked() implements PoolInput {}
}
