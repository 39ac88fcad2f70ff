/**
 * Shares, limits, the emergency stop, and what is said to submitters when too much is waiting.
 *
 * <pre>
 *   PUT /tenants/... ─▶ RuleRoutes ─▶ RuleStore ─▶ (the rule boards of all JVMs)
 *   POST /jobs ───────▶ Admission ◀── QueueWatch ◀── the pools, each second
 * </pre>
 *
 * <p>Promise: what is refused for a backlog is not stored, not even in part. Threads: any. Loses: a
 * view of the queues, which is asked for again within a second.
 */
@NullMarked
package io.gristworks.gateway.queue;

import org.jspecify.annotations.NullMarked;
