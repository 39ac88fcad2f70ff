/**
 * The requests about schedules.
 *
 * <p>They speak to the store alone; the keeper of schedules notices within a second what they have
 * changed. A trigger is submitted here at once, under the key of the run that was stored before.
 * Threads: one of the pool for each request. Loses: nothing.
 */
@NullMarked
package io.gristworks.gateway.schedule;

import org.jspecify.annotations.NullMarked;
