package io.gristworks.gateway.submit;

import io.gristworks.core.batch.BatchDependency;
import java.util.List;
import java.util.SortedMap;

/**
 * A batch whose wording is in order.
 *
 * @param afterBatches what it waits for
 * @param body the bytes in which inline tasks lie; empty where there are none
 */
record BatchDraft(
    String name,
    SortedMap<String, String> labels,
    boolean open,
    List<JobDraft> jobs,
    List<BatchDependency> afterBatches,
    byte[] body) {
  /** Copies the lists. */
  BatchDraft {
    jobs = List.copyOf(jobs);
    afterBatches = List.copyOf(afterBatches);
  }
}
