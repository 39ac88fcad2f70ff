/**
 * The work pool as an actor, one for each queue: carries what it is told to {@link
 * io.gristworks.core.pool.Pool} and what that wants done to coordinators and nodes.
 *
 * <pre>
 *   coordinator ──offer──▶ WorkPool ◀──demand── worker node
 *               ◀──grant──          ──work waits, no work──▶
 * </pre>
 *
 * <p>Promise: none; it never holds anything that is not said again. Threads: the actor's. Loses:
 * everything when it moves, and knows it again as soon as coordinators and nodes have repeated
 * themselves.
 */
@NullMarked
package io.gristworks.engine.pool;

import org.jspecify.annotations.NullMarked;
