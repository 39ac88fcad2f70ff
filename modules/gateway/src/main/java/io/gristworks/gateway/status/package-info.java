/**
 * How batches and jobs stand, as users see it: one by one from their coordinators' memory, as
 * streams of events, as lists from the views.
 *
 * <pre>
 *   coordinator ──▶ BatchStatus ──▶ BatchView, JobView ──▶ JSON, events
 *   BatchViews ──▶ rows ──▶ lists
 * </pre>
 *
 * <p>Threads: status and events run on no thread of their own; lists block one of {@link
 * io.gristworks.gateway.http.Offload}.
 */
@NullMarked
package io.gristworks.gateway.status;

import org.jspecify.annotations.NullMarked;
