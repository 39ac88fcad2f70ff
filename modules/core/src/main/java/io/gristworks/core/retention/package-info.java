/**
 * What is deleted when, long after the end of a batch.
 *
 * <pre>
 *   list of ended batches ──▶ PurgeRun ──may it go?──▶ coordinator
 *                                │ ▲
 *                             Remove  how many rows
 *                                ▼ │
 *                               store
 * </pre>
 *
 * <p>Promise: nothing unfinished goes; what has begun to go is found again until it is gone; every
 * step is small. Threads: one at a time.
 */
@NullMarked
package io.gristworks.core.retention;

import org.jspecify.annotations.NullMarked;
