/**
 * What attempts of long tasks keep for those that follow them.
 *
 * <pre>
 *   attempt 1 ──save──▶ task_checkpoint ──read──▶ attempt 2, perhaps on another node
 *                              │
 *                              └── deleted when the batch ends
 * </pre>
 *
 * <p>Promise: what was saved is committed; of two leases the later one prevails. Threads: every
 * call blocks its thread on the database; the implementations are safe for many threads.
 */
@NullMarked
package io.gristworks.store.checkpoint;

import org.jspecify.annotations.NullMarked;
