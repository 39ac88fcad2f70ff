/**
 * The cluster itself: machines that die and come back, and on them coordinators, pools and worker
 * nodes, each a thin shell around the real {@code core}, as the actors of {@code engine} are.
 *
 * <pre>
 *   Client ──wish──▶ SimulatedCoordinator ──▶ Journal
 *                      │ ▲      ▲ grant
 *                 lease│ │report└──── SimulatedPool ◀──demand──┐
 *                      ▼ │                                 │
 *                    SimulatedNode ────────────────────────────┘──▶ Segments ◀── TaskDerivation
 * </pre>
 *
 * <p>One thread. Nothing here decides by the order of a hash map.
 */
@NullMarked
package io.gristworks.simulation.cluster;

import org.jspecify.annotations.NullMarked;
