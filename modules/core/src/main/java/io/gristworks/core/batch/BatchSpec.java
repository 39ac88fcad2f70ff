package io.gristworks.core.batch;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a batch shall do, as submitted.
 *
 * @param tenant whose it is
 * @param name what people call it; may be empty
 * @param labels whatever the submitter wants to find it by
 * @param jobs its jobs, at least one, in the submitter's order
 * @param digest a hash over everything submitted, inputs included: by it a repeated submission is
 *     told from another one under the same key
 */
public record BatchSpec(
    String tenant,
    String name,
    SortedMap<String, String> labels,
    List<JobSpec> jobs,
    String digest) {
  /** Copies the collections. */
  public BatchSpec {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    jobs = List.copyOf(jobs);
  }

  /** The place of the job called {@code job}, from 0, or -1. */
  public int indexOf(String job) {
    for (int at = 0; at < jobs.size(); at++) {
      if (jobs.get(at).name().equals(job)) {
        return at;
      }
    }
    return -1;
  }
}
