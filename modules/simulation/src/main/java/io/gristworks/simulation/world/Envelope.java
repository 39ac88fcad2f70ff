package io.gristworks.simulation.world;

/**
 * Something said by somebody to somebody.
 *
 * @param from who says it; an answer goes there
 */
public record Envelope(Address from, Object words) {}
