package io.gristworks.core.lease;

/**
 * Unstarted tasks that a node shall give back.
 *
 * @param lease whose tasks they are
 * @param node who holds it
 * @param keep how many it may keep
 */
public record TakeBack(long lease, String node, int keep) {}
