/**
 * The gateway: the HTTP API through which users hand in work, watch it, and fetch what came of it.
 *
 * <pre>
 *   HTTP ──▶ ApiRoutes ──▶ submit   ──▶ upload ──▶ store
 *                      ├─▶ status   ──▶ Cluster, views
 *                      └─▶ results  ──▶ Cluster, store
 * </pre>
 *
 * <p>Promise: a 2xx to a submission means that it is durable; a refusal names field, value and
 * limit. Threads: no request blocks a dispatcher; what blocks has a thread of the pool for it.
 * Loses: nothing acknowledged; it keeps no state.
 */
@NullMarked
package io.gristworks.gateway;

import org.jspecify.annotations.NullMarked;
