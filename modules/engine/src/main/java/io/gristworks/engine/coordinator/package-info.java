/**
 * One actor for each batch: it owns the batch, journals what happens to it, and leases its tasks.
 *
 * <pre>
 *   commands ──▶ BatchCoordinator ──events──▶ journal
 *                   │       ▲
 *                 Batch   Leasing ──offers──▶ pools, ──leases──▶ nodes
 * </pre>
 *
 * <p>Promise: what was answered is in the journal. Threads: the actor's. Loses: leases, and these
 * come back from the worker nodes.
 */
@NullMarked
package io.gristworks.engine.coordinator;

import org.jspecify.annotations.NullMarked;
