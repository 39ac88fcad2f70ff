/**
 * Schedules: when a stored batch is due, and what happens to due times that were missed or that
 * come while the last run still goes on.
 *
 * <pre>
 *   Cron + zone ──▶ DueTimes ──▶ ScheduleDecisions.decide(schedule, a run goes on?, now) ──▶ Decision
 *                                                             runs to begin, what is next ◀──┘
 * </pre>
 *
 * <p>Promise: each due time is decided once, whatever the clock does; the decision is stored before
 * anything is submitted, and a run's name follows from its due time, so that a second submission
 * meets the first. Pure: the time comes in. Threads: any; all values are immutable. Loses: nothing.
 */
@NullMarked
package io.gristworks.core.schedule;

import org.jspecify.annotations.NullMarked;
