package io.gristworks.core.pool;

import io.gristworks.core.rule.QueueRules;
import io.gristworks.core.share.Allotment;

/** What a pool hears. */
public sealed interface PoolNews {

  /** A job has, or no longer has, work. Replaces what was said of it before. */
  record Offered(JobOffer offer) implements PoolNews {}

  /** A node wants work. Replaces what it wanted before. */
  record Demanded(NodeDemand demand) implements PoolNews {}

  /**
   * A coordinator has answered {@link PoolEffect.AskGrant}, {@link PoolEffect.AskRebalance} or
   * {@link PoolEffect.AskOffer}.
   *
   * @param offer the job as it stands now
   * @param tasks how many tasks were leased, or are being moved; 0 where there was nothing
   * @param seconds the expected seconds of work in them; 0 where nothing is known
   */
  record Settled(long grant, JobOffer offer, int tasks, double seconds) implements PoolNews {}

  /** There is such a node; it may not have said anything yet. */
  record NodeJoined(String node) implements PoolNews {}

  /** The node is dead or out of reach; its credits are void. */
  record NodeGone(String node) implements PoolNews {}

  /** Other rules hold from now on. */
  record RulesChanged(QueueRules rules) implements PoolNews {}

  /** What this pool has of limits that hold in the whole cluster. */
  record Allotted(Allotment allotment) implements PoolNews {}

  /** Some time has passed; see {@link PoolSettings#tick}. */
  record Ticked() implements PoolNews {}
}
