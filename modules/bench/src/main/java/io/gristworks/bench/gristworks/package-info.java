/**
 * Gristworks itself under the watch: a whole node in the contestant's JVM, spoken to as a user
 * does.
 *
 * <pre>
 *   harness ──Contestant──▶ Gristworks ──HTTP, loopback──▶ GristNode ──JDBC──▶ PostgreSQL
 * </pre>
 *
 * <p>Promise: nothing is measured that a user could not have: tasks go in through the gateway as
 * NDJSON, the end is told by the gateway's events, results are counted as the gateway gives them
 * out. Settings are the defaults, but for the number of workers a scenario asks for.
 */
@NullMarked
package io.gristworks.bench.gristworks;

import org.jspecify.annotations.NullMarked;
