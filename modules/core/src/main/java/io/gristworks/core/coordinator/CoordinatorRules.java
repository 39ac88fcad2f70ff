package io.gristworks.core.coordinator;

import io.gristworks.core.lease.LeaseSettings;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * What a coordinator goes by.
 *
 * @param lease how large leases are, and how long they live unheard of
 * @param offerEvery how often an unchanged offer is repeated, since pools forget
 * @param cpuBound whether an operation needs a core while it runs
 */
public record CoordinatorRules(
    LeaseSettings lease, Duration offerEvery, Predicate<String> cpuBound) {}
