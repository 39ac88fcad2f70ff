/**
 * One JVM's capacity: takes leases, runs their tasks, stores and reports the outcomes.
 *
 * <pre>
 *   pool ◀──demand── WorkerNode ◀──lease── coordinator
 *                        │ order                ▲
 *                        ▼                      │ report, repeated until acknowledged
 *                      Worker ──thread──▶ LeaseRun ──outcomes──▶ NodeProtocol ──segment──▶ store
 *                                          ▲
 *                                       RunWatch: deadlines, cancellation, what lies too long
 * </pre>
 *
 * <p>Promise: an outcome is stored before it is reported, and reported until the coordinator has
 * answered; a task is begun once per lease. What is held, reported and repeated is decided by
 * {@link io.gristworks.core.node.WorkerNodeState}, which the simulation drives, too. A task costs a
 * compare-and-set, a parse, a call, a write and an uncontended lock: no message, no thread, no
 * timer.
 *
 * <p>Threads: the node's and the workers' actors decide; a platform thread of its own for each run;
 * one watch; small pools of platform threads for flushes, preparation and calls of the store.
 * Loses, with its JVM: what was not yet stored, at most {@code linger} and a tick of it; the tasks
 * run again elsewhere.
 */
@NullMarked
package io.gristworks.engine.worker;

import org.jspecify.annotations.NullMarked;
