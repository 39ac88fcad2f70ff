/**
 * The worker node's protocol, pure: which leases it holds, what it has to report, and what it says
 * to whom. News go in, effects come out; nothing here runs a task or writes a byte.
 *
 * <pre>
 *   lease, give back, drop, ──▶ WorkerNodeState ──▶ holding, gave back, dropped, report
 *   acknowledged, who holds?         │  ▲
 *                              store ▼  │ attempts ended, segments stored
 *                     threads, bytes, files and handlers
 * </pre>
 *
 * <p>Promise: what has ended is reported until it is acknowledged or no longer wanted, and only
 * after it is stored; a lease that comes twice is taken once; what is given back was not begun and
 * will not be. The node that ships (<code>engine.worker</code>) and the one that is simulated both
 * drive these classes.
 *
 * <p>A task costs nothing here: what has ended is handed over every few milliseconds.
 *
 * <p>Threads: one at a time, under a lock of whoever owns the state. Loses, with its JVM:
 * everything; coordinators cope.
 */
@NullMarked
package io.gristworks.core.node;

import org.jspecify.annotations.NullMarked;
