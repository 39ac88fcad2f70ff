package io.gristworks.core.message;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node holds, by job, or a part of it where all would not fit into one message. A part
 * stands for itself: of the jobs that it covers, the node holds this and nothing else.
 *
 * @param after the last job that the parts before it cover; null for the first part
 * @param jobs in their order
 * @param last whether it covers all later jobs; if not, it covers those up to the last of {@code
 *     jobs}
 */
public record NodeHoldings(@Nullable JobKey after, List<NodeHolding> jobs, boolean last) {
  /** Copies the list. */
  public NodeHoldings {
    jobs = List.copyOf(jobs);
    if (jobs.isEmpty() && !last) {
      throw new IllegalArgumentException("a part without jobs must be the last");
    }
  }

  /**
   * All that is held, in as few parts as there may be.
   *
   * @param jobs in their order
   * @param most the most jobs of a part, from 1
   */
  public static List<NodeHoldings> of(List<NodeHolding> jobs, int most) {
    var parts = new ArrayList<NodeHoldings>();
    JobKey after = null;
    for (int from = 0; parts.isEmpty() || from < jobs.size(); from += most) {
      int to = Math.min(jobs.size(), from + most);
      parts.add(new NodeHoldings(after, jobs.subList(from, to), to == jobs.size()));
      after = to == 0 ? null : jobs.get(to - 1).job();
    }
    return parts;
  }

  /** Whether it says of a job that it is held, or that it is not. */
  public boolean covers(JobKey job) {
    return (after == null || job.compareTo(after) > 0)
        && (last || job.compareTo(jobs.getLast().job()) <= 0);
  }
}
