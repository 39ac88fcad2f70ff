/**
 * Attempts that have ended: their results and failures in columns, from the run to the segment that
 * is stored.
 */
@NullMarked
package io.gristworks.engine.worker.outcome;

import org.jspecify.annotations.NullMarked;
