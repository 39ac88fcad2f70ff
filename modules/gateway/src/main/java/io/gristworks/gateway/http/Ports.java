package io.gristworks.gateway.http;

import io.gristworks.engine.operation.OperationCatalog;
import io.gristworks.engine.protocol.Cluster;
import io.gristworks.store.bulk.BulkStore;
import io.gristworks.store.rule.RuleStore;
import io.gristworks.store.schedule.ScheduleStore;
import io.gristworks.store.segment.SegmentStore;
import io.gristworks.store.view.BatchViews;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What the gateway stands on.
 *
 * @param cluster the only way to the engine
 * @param store where tasks go and outcomes come from
 * @param views what lists are read from
 * @param schedules where schedules are kept
 * @param rules where shares, limits and the emergency stop are kept
 * @param bulk where bulk operations are kept
 * @param operations what jobs may ask for
 * @param clock the time
 * @param random where ids come from; a {@link java.security.SecureRandom}, so that two gateways
 *     never draw the same
 */
public record Ports(
    Cluster cluster,
    SegmentStore store,
    BatchViews views,
    ScheduleStore schedules,
    RuleStore rules,
    BulkStore bulk,
    OperationCatalog operations,
    InstantSource clock,
    RandomGenerator random) {}
