package io.gristworks.store.rule;

import io.gristworks.core.batch.JobLimits;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.core.rule.QueueRule;
import io.gristworks.core.rule.Stop;
import io.gristworks.core.rule.TenantRule;
import java.util.Optional;

/**
 * Where rules are kept. Every call blocks, and fails with {@link
 * io.gristworks.store.segment.SegmentStore.StoreUnavailable} where the database does.
 */
public interface RuleStore {

  /** What limits hold for. */
  enum Scope {
    /** All work of a queue. */
    QUEUE,
    /** The work of one operation, in all queues together. */
    OPERATION
  }

  /** All that is stored. */
  ClusterRules read();

  /** All that is stored, if it has another revision. */
  Optional<ClusterRules> readUnless(long revision);

  /** From now on this holds for a tenant, whatever is configured. */
  void put(String tenant, TenantRule rule, String by);

  /** For a tenant holds what is configured; whether there was anything else. */
  boolean dropTenant(String tenant);

  /** From now on this holds for a queue, whatever is configured. */
  void putQueue(String queue, QueueRule rule, String by);

  /** From now on these limits hold, whatever is configured. */
  void put(Scope scope, String name, JobLimits limits, String by);

  /** There hold the limits that are configured; whether there were others. */
  boolean drop(Scope scope, String name);

  /**
   * Stops everything, if it is not stopped.
   *
   * @return the stop that holds now, this one or an earlier one
   */
  Stop stop(Stop stop);

  /** Ends the stop; whether there was one. */
  boolean release();
}
