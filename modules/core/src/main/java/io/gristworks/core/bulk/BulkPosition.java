package io.gristworks.core.bulk;

import io.gristworks.core.batch.BatchId;
import java.time.Instant;

/**
 * A batch's place in the order of submission; of those submitted in one moment the higher id is
 * first, as an index of lists has it when read from its far end.
 */
public record BulkPosition(Instant submittedAt, BatchId batch) {}
