/**
 * Outcomes on their way out: in task order, as they stood when they were asked for, also while the
 * job is running.
 *
 * <pre>
 *   coordinator ──▶ JobOutcomes ──▶ OutcomeWindows ──▶ NdjsonRows | CsvRows ──▶ chunks
 *                                     ▲ SegmentStore, a few segments at a time
 * </pre>
 *
 * <p>Promise: each task with an outcome is there once; memory does not grow with the job; nothing
 * is read before the receiver has room for it. Threads: each chunk is made on a thread that may
 * block.
 */
@NullMarked
package io.gristworks.gateway.results;

import org.jspecify.annotations.NullMarked;
