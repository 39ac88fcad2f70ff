/**
 * The one actor of the cluster that sees to it that schedules are run.
 *
 * <pre>
 *   ScheduleScanner ──looks──▶ ScheduleStore ──due──▶ ScheduleRunner ──decides──▶ core.schedule
 *         ▲                                             │ 1. the decision is stored
 *         └─────────────── when to look next ───────────┤ 2. the batch is submitted
 *                                                       └ 3. that it is, is stored
 * </pre>
 *
 * <p>Promise: each due time is decided on once, though two keepers live for a moment, because a
 * decision holds only on the revision it was made on; a run that was decided on is submitted under
 * a key of its own until that is known to have succeeded or been refused, so it is one batch.
 * Threads: the actor's, and one virtual thread for each schedule that has something to do. Loses:
 * nothing; it keeps no state that it cannot read again.
 */
@NullMarked
package io.gristworks.engine.schedule;

import org.jspecify.annotations.NullMarked;
