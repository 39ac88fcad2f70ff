package io.gristworks.core.retention;

import io.gristworks.core.batch.BatchId;
import java.time.Instant;

/**
 * An upload of inputs that was begun.
 *
 * @param batch for which it was begun; it may never come to exist
 * @param openedAt when, by the clock of whoever began it: for an order, and for nothing else
 */
public record StoredUpload(String upload, BatchId batch, Instant openedAt) {}
