/**
 * What a worker node decides, without its threads, its clock and its actors: who runs which task,
 * what may be stolen or given back, when outcomes are flushed, how much work to ask for.
 *
 * <pre>
 *   lease ──▶ TaskRange ──claim──▶ worker
 *                │  └──back half──▶ idle worker, or back to the coordinator
 * </pre>
 *
 * <p>Threads: {@link io.gristworks.core.worker.TaskRange} is for any number of them; all else is
 * immutable.
 */
@NullMarked
package io.gristworks.core.worker;

import org.jspecify.annotations.NullMarked;
