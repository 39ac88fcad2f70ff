package io.gristworks.core.batch;

import io.gristworks.core.task.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a batch shall do, as submitted, and the jobs that were added to it while it was open.
 *
 * @param tenant whose it is, at most {@value #TENANT_BYTES_MAX} bytes
 * @param name what people call it; may be empty
 * @param labels whatever the submitter wants to find it by
 * @param jobs its jobs, at least one, in the submitter's order
 * @param digest a hash over everything submitted, inputs included: by it a repeated submission is
 *     told from another one under the same key
 * @param afterBatches the batches that must have ended, and how, before any job starts
 */
public record BatchSpec(
    String tenant,
    String name,
    SortedMap<String, String> labels,
    List<JobSpec> jobs,
    String digest,
    List<BatchDependency> afterBatches) {
  /** The most bytes of a tenant's name. */
  public static final int TENANT_BYTES_MAX = 255;

  /** Copies the collections. */
  public BatchSpec {
    if (Text.bytes(tenant) > TENANT_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a tenant's name has at most " + TENANT_BYTES_MAX + " bytes, not " + Text.bytes(tenant));
    }
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    jobs = List.copyOf(jobs);
    afterBatches = List.copyOf(afterBatches);
  }

  /** A batch that waits for no other. */
  public BatchSpec(
      String tenant,
      String name,
      SortedMap<String, String> labels,
      List<JobSpec> jobs,
      String digest) {
    this(tenant, name, labels, jobs, digest, List.of());
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

  /** The same with one job more. */
  BatchSpec and(JobSpec job) {
    var more = new ArrayList<>(jobs);
    more.add(job);
    return new BatchSpec(tenant, name, labels, more, digest, afterBatches);
  }
}
