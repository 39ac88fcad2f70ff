package io.gristworks.core.batch;

import java.time.Instant;

/**
 * A job is paused.
 *
 * @param by who paused it
 * @param reason why, for people; may be empty
 * @param at since when
 */
public record Pause(String by, String reason, Instant at) {}
