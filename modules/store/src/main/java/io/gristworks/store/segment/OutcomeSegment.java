package io.gristworks.store.segment;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.task.SegmentRef;

/**
 * A stored block of outcomes of one job.
 *
 * @param batch the batch
 * @param job the job's place in the batch, from 0
 * @param ref its key and what it covers
 * @param payload the outcomes in ascending order of task and attempt, as {@link OutcomeBlock} packs
 *     them
 */
public record OutcomeSegment(BatchId batch, int job, SegmentRef ref, byte[] payload) {}
