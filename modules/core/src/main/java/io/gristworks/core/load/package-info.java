/**
 * How much a worker node takes, by what its host, its heap and its own workers tell.
 *
 * <pre>
 *   cgroup, /proc, JVM ──▶ HostReading ──▶ Pressure ──▶ fewer leases, fewer CPU-bound workers
 *   busy, waiting, CPU  ──▶ WorkerUsage ──▶ WorkerCount ──▶ how many workers
 * </pre>
 *
 * <p>Each step is a function of the last state and a reading, once a second or so: no clock, no
 * file, and never in the way of a task. Threads: all is immutable.
 */
@NullMarked
package io.gristworks.core.load;

import org.jspecify.annotations.NullMarked;
