/**
 * The inputs and outcomes of tasks, by the thousand in one compressed row.
 *
 * <pre>
 *   gateway ──inputs──▶ input_segment ──▶ worker ──outcomes──▶ outcome_segment ──▶ results
 * </pre>
 *
 * <p>Promise: what a write returned for has been committed. Threads: every call blocks its thread
 * on the database; the implementations are safe for many threads.
 */
@NullMarked
package io.gristworks.store.segment;

import org.jspecify.annotations.NullMarked;
