/**
 * What the author of a handler sees, and all that an author sees.
 *
 * <pre>
 *   job ──parameters──▶ Operation ──open──▶ Handler ◀──input── task
 *                                              │
 *                              result | exception ──▶ outcome
 *                              results of other jobs ──▶ ReduceHandler ──▶ outcome
 * </pre>
 *
 * <p>Promise: a task is run at least once and gets exactly one outcome; what a handler does to the
 * world outside may happen again, and {@link io.gristworks.handler.TaskContext} carries the names
 * that make it idempotent. Threads: a handler is called by many threads at once. No dependencies,
 * Java 17 bytecode.
 */
@NullMarked
package io.gristworks.handler;

import org.jspecify.annotations.NullMarked;
