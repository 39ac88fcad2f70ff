package io.gristworks.engine.cluster;

import io.gristworks.core.pool.PoolSettings;
import io.gristworks.core.rule.ClusterRules;
import io.gristworks.engine.coordinator.CoordinatorSettings;
import io.gristworks.engine.worker.settings.WorkerSettings;

/**
 * How the engine's actors behave on this node.
 *
 * @param coordinates whether coordinators, and the pool, may live here
 * @param works whether tasks run here
 * @param worker how; used only where {@code works}
 * @param rules what holds where nothing else is stored
 */
public record EngineSettings(
    boolean coordinates,
    boolean works,
    CoordinatorSettings coordinator,
    PoolSettings pool,
    WorkerSettings worker,
    ClusterRules rules) {
  /** The cluster role of nodes on which coordinators live, and the pool. */
  public static final String COORDINATOR_ROLE = "coordinator";

  /** The same with what a worker node lends its operations. */
  public EngineSettings with(WorkerSettings other) {
    return new EngineSettings(coordinates, works, coordinator, pool, other, rules);
  }
}
