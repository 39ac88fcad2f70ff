package io.gristworks.gateway.submit;

import java.util.List;
import java.util.SortedMap;

/**
 * A batch whose wording is in order.
 *
 * @param body the bytes in which inline tasks lie; empty where there are none
 */
record BatchDraft(
    String name, SortedMap<String, String> labels, boolean open, List<JobDraft> jobs, byte[] body) {
  /** Copies the list. */
  BatchDraft {
    jobs = List.copyOf(jobs);
  }
}
