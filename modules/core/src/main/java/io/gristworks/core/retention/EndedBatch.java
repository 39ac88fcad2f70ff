package io.gristworks.core.retention;

import io.gristworks.core.batch.BatchId;
import java.time.Instant;

/**
 * A batch that has ended, as lists tell it.
 *
 * @param createdAt when it was accepted: lists are in this order, and by id within a moment
 */
public record EndedBatch(BatchId id, Instant createdAt) {}
