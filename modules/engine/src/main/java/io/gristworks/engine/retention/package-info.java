/**
 * Deletes batches whose retention is over: one actor in the whole cluster.
 *
 * <pre>
 *   Purger ──Retire──▶ coordinator ──BatchRetired──▶ journal
 *     │ ▲
 *  PurgeRun ──a few rows──▶ store
 * </pre>
 *
 * <p>Promise: nothing is deleted that its coordinator has not given up. Threads: the actor's; what
 * waits for the database does so elsewhere. Loses: its place in a run; the next one finds what is
 * left.
 */
@NullMarked
package io.gristworks.engine.retention;

import org.jspecify.annotations.NullMarked;
