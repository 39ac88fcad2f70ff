/**
 * A whole cluster in one thread, with the real {@code core}, under faults, from a seed: what takes
 * a room of machines weeks to show takes a second here, and happens again as often as one likes.
 *
 * <pre>
 *   seed ──▶ Scenario ──▶ Simulation ──▶ Outcome: what was done, or which invariant broke
 *                            │
 *               world: time, chance, wires      cluster: machines, shells around the core
 *               check: books that believe nobody
 * </pre>
 *
 * <p>A seed that fails is printed with the commit, replays exactly, and is kept as a test. {@link
 * io.gristworks.simulation.Mutation} breaks rules on purpose, to see that the books notice.
 */
@NullMarked
package io.gristworks.simulation;

import org.jspecify.annotations.NullMarked;
