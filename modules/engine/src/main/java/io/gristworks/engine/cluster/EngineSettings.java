package io.gristworks.engine.cluster;

import io.gristworks.core.pool.PoolSettings;
import io.gristworks.core.retention.PurgeSettings;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.engine.coordinator.CoordinatorSettings;
import io.gristworks.engine.worker.settings.WorkerSettings;

/**
 * How the engine's actors behave on this node.
 *
 * @param coordinates whether coordinators, and the pool, may live here
 * @param works whether tasks run here
 * @param purge when ended batches are deleted, and how; used only where {@code coordinates}
 * @param worker how; used only where {@code works}
 * @param rules what holds where nothing else is stored
 */
public record EngineSettings(
    boolean coordinates,
    boolean works,
    CoordinatorSettings coordinator,
    PoolSettings pool,
    PurgeSettings purge,
    WorkerSettings worker,
    ClusterRules rules) {
  /** The cluster role of nodes on which coordinators live, and the pool. */
  public static final String COORDINATOR_ROLE = "coordinator";
}
