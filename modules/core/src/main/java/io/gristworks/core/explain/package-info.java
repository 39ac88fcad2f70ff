/**
 * Why something is not running, or not finished: reasons in order, each a kind, a sentence and
 * figures, out of what coordinators, pools and nodes tell of themselves.
 *
 * <pre>
 *   BatchStatus, JobStatus, TaskFacts ──┐
 *   QueueStatus, NodeStatus, the time ──┴──▶ Explainer ──▶ Reason, Reason, …
 * </pre>
 *
 * <p>Promise: pure; whatever is asked has at least one reason. Threads: any.
 */
@NullMarked
package io.gristworks.core.explain;

import org.jspecify.annotations.NullMarked;
