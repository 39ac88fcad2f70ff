package io.gristworks.core.batch;

import java.time.Instant;

/**
 * A job is paused.
 *
 * @param reason who or what paused it
 * @param at since when
 */
public record Pause(PauseReason reason, Instant at) {}
