/**
 * The batch as a state machine: what is asked, what is decided, what has happened.
 *
 * <pre>
 *   command ──▶ Batch.decide ──▶ events ──▶ Batch.apply
 *                                  │
 *                               journal
 * </pre>
 *
 * <p>Pure: time and chance are handed in. What is durable lives in {@link
 * io.gristworks.core.batch.Batch}; who holds which task right now lives in {@link
 * io.gristworks.core.lease.TaskDispatch} and may be lost at any moment. Threads: a batch is changed
 * by one thread at a time.
 */
@NullMarked
package io.gristworks.core.batch;

import org.jspecify.annotations.NullMarked;
