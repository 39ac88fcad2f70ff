/**
 * Schedules, the batches they submit, and the runs that were decided on.
 *
 * <p>A decision is one transaction, and holds only if nobody has decided since: so two who think
 * that they are the one in charge do not both run a due time. Threads: any; every call blocks.
 * Loses: runs beyond the latest {@link io.gristworks.store.schedule.ScheduleStore#RUNS_KEPT}.
 */
@NullMarked
package io.gristworks.store.schedule;

import org.jspecify.annotations.NullMarked;
