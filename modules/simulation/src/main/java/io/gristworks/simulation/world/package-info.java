/**
 * Time, chance and wires of a simulated cluster: one thread, one queue of events, one seed.
 *
 * <pre>
 *   Timeline ──next event──▶ whoever it is for ──send──▶ Network ──later──▶ Timeline
 *                                   │
 *                                   └──note──▶ Trace: a hash, and lines where they are wanted
 * </pre>
 *
 * <p>Promise: the same seed is the same day, to the last event.
 */
@NullMarked
package io.gristworks.simulation.world;

import org.jspecify.annotations.NullMarked;
