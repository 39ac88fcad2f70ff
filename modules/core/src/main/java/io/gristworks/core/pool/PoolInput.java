package io.gristworks.core.pool;

import io.gristworks.core.rule.ClusterRules;

/** What a pool hears. */
public sealed interface PoolInput {

  /** A job has, or no longer has, work. Replaces what was said of it before. */
  record Offered(JobOffer offer) implements PoolInput {}

  /** A node wants work. Replaces what it wanted before. */
  record Demanded(NodeDemand demand) implements PoolInput {}

  /**
   * A coordinator has answered what it was told.
   *
   * @param offer the job as it stands now
   * @param tasks how many tasks were leased, or are being moved; 0 where there was nothing
   * @param seconds the expected seconds of work in them; 0 where nothing is known
   */
  record Settled(long grant, JobOffer offer, int tasks, double seconds) implements PoolInput {}

  /** There is such a node; it may not have said anything yet. */
  record NodeJoined(String node) implements PoolInput {}

  /** The node is out of reach; its credits are void. */
  record NodeGone(String node) implements PoolInput {}

  /** The node has ended, or belongs to the cluster no more, and so runs nothing. */
  record NodeEnded(String node) implements PoolInput {}

  /** Other rules hold from now on. */
  record RulesChanged(ClusterRules rules) implements PoolInput {}

  /** What a node holds, or a part of it, told to a pool that counts; see {@link Pool#counts}. */
  record HoldingsTold(String node, NodeHoldings part) implements PoolInput {}

  /** Some time has passed; see {@link PoolSettings.Rhythm#tick}. */
  record Ticked() implements PoolInput {}
}
