package io.gristworks.core.message;

import java.util.Comparator;

/**
 * A job, anywhere in the cluster.
 *
 * @param batch the batch's id
 * @param job the job's place in it, from 0
 */
public record JobKey(String batch, int job) implements Comparable<JobKey> {
  private static final Comparator<JobKey> ORDER =
      Comparator.comparing(JobKey::batch).thenComparingInt(JobKey::job);

  @Override
  public int compareTo(JobKey other) {
    return ORDER.compare(this, other);
  }
}
