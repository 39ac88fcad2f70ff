/**
 * The work pool as an actor, one in the cluster: carries what it is told to {@link
 * io.gristworks.core.pool.Pool} and what that wants done to coordinators and nodes.
 *
 * <pre>
 *   coordinator ──offer──▶ WorkPool ◀──demand── worker node
 *               ◀──grant──    ▲      ──work waits, no work──▶
 *                             │ hosts
 *                         PoolMember ◀── this pool counts ──▶ PoolMember of each other node
 *                             │
 *                          PoolLink  (the way to the pool, for all of the node)
 * </pre>
 *
 * <p>Promise: a pool that is silent is replaced within some four seconds, and what it knew is told
 * to the next one again. Threads: the actors'. Loses: everything when it moves, and knows it again
 * as soon as coordinators and nodes have repeated themselves.
 */
@NullMarked
package io.gristworks.engine.pool;

import org.jspecify.annotations.NullMarked;
