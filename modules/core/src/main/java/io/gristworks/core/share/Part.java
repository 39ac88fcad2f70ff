package io.gristworks.core.share;

/**
 * What a pool may act on of one limit, from now on.
 *
 * @param number grows with each part that the divider gives for the key; one that is not higher
 *     than the last is ignored
 * @param units how many, from 0
 * @param of how many there are in all
 * @param tokens of a rate, that come with it
 */
public record Part(LimitKey key, long number, long units, long of, double tokens) {}
