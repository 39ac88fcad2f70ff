/**
 * The worker node's protocol, pure: which leases it holds, what it has to report, and what it says
 * to whom. News go in, effects come out; nothing here runs a task or writes a byte.
 *
 * <pre>
 *   lease, give back, drop, ──▶ NodeDesk ──▶ holding, gave back, dropped, report
 *   acknowledged, who holds?       │  ▲
 *                            store ▼  │ attempts ended, segments stored
 *                               the shell
 * </pre>
 *
 * <p>Promise: what has ended is reported until it is acknowledged or no longer wanted, and only
 * after it is stored; a lease that comes twice is taken once; what is given back was not begun and
 * will not be. The classes of {@code engine.worker} follow the same rules. They are apart because
 * there the outcomes of a batch are handed over by the threads that run its tasks, under a lock
 * that is never held over I/O, and a task costs no message; here one thread does everything, so
 * that a seed can repeat it.
 *
 * <p>Threads: one at a time. Loses, with its JVM: everything; coordinators cope.
 */
@NullMarked
package io.gristworks.core.node;

import org.jspecify.annotations.NullMarked;
