package io.gristworks.store.segment;

/**
 * A stored block of consecutive inputs.
 *
 * @param upload the upload it belongs to
 * @param segment its number within the upload, from 0
 * @param firstTask the index, within the upload, of its first task
 * @param tasks how many tasks it holds
 * @param payload the inputs, as {@link InputBlock} packs them
 * @param idHashes sorted 32-bit hashes of the custom ids in it, empty where there are none
 */
public record InputSegment(
    String upload, int segment, int firstTask, int tasks, byte[] payload, byte[] idHashes) {}
