/**
 * The others, each set up for speed as its own documentation advises, and a plain thread pool as
 * the floor.
 *
 * <pre>
 *   harness ──Contestant──▶ db-scheduler │ Spring Batch │ thread pool ──JDBC──▶ PostgreSQL
 * </pre>
 *
 * <p>Promise: nothing here is slower than a careful user of that library would make it; where a
 * choice was measured, the comment says so.
 */
@NullMarked
package io.gristworks.bench.peer;

import org.jspecify.annotations.NullMarked;
