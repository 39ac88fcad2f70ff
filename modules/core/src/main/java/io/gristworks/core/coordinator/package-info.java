/**
 * The coordinator's decisions: what is written down, and what is said to whom once it is.
 *
 * <pre>
 *   news ──▶ Coordinator ──▶ events (made durable) ──▶ written ──▶ effects (said to others)
 *                │
 *                ├─ Batch     what is durable
 *                ├─ TaskDispatch  who holds what
 *                ├─ Takeover  nothing is granted before the nodes were asked
 *                └─ PendingCancelReplies    who waits for a cancellation to hold
 * </pre>
 *
 * <p>Promise: nothing is said that rests on an event before that event is durable; a coordinator
 * that takes over repeats no running work that its node told of in time. Threads: one at a time.
 * Loses with its process: leases, which nodes tell it again; askers, who ask again.
 */
@NullMarked
package io.gristworks.core.coordinator;

import org.jspecify.annotations.NullMarked;
