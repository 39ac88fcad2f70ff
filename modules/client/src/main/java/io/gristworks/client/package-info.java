/**
 * The Java client of the HTTP API: submit, look, follow, read results. It knows the API's words and
 * no class of the server.
 *
 * <pre>
 *   your code ──▶ GristClient ──HTTP──▶ gateway
 *       ▲             │
 *       └── events ── Watch ◀──server-sent events, resumed where they broke off
 * </pre>
 *
 * <p>Promise: uploads and downloads are streams, whatever their size; progress as a watcher sees it
 * never goes back. Threads: calls block the caller; {@link io.gristworks.client.GristClient} may be
 * shared. Loses: nothing of its own; a submission that broke off is safe to repeat under the same
 * idempotency key, and only then.
 */
@NullMarked
package io.gristworks.client;

import org.jspecify.annotations.NullMarked;
