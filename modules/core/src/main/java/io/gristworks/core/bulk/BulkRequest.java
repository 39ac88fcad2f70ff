package io.gristworks.core.bulk;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.Status;
import java.util.Arrays;
import java.util.List;

/**
 * What somebody wants of many batches.
 *
 * @param commands what each batch is told, one after the other; in these words never of a single
 *     job: see {@link #commands(BulkTarget)}
 * @param reason for people; may be empty
 */
public record BulkRequest(
    BulkAction action, List<BatchCommand> commands, BulkFilter filter, String reason) {
  /** Copies the list. */
  public BulkRequest {
    commands = List.copyOf(commands);
    if (commands.isEmpty()) {
      throw new IllegalArgumentException("nothing is wished");
    }
  }

  /** What this one is told. */
  public List<BatchCommand> commands(BulkTarget target) {
    var job = target.job();
    return job == null ? commands : commands.stream().map(each -> each.of(job)).toList();
  }

  /**
   * How a batch must stand to be matched. Where neither statuses nor batches are named, ended ones
   * are left out: nothing but a retry could change them, and history is long.
   */
  public List<Status> statuses() {
    return statuses(filter.statuses());
  }

  /** How a job must stand to be matched, where jobs are: likewise. */
  public List<Status> statuses(JobFilter jobs) {
    return statuses(jobs.statuses());
  }

  private List<Status> statuses(List<Status> said) {
    if (!said.isEmpty()) {
      return said;
    }
    boolean concernsEnded = action == BulkAction.RETRY || !filter.batches().isEmpty();
    return Arrays.stream(Status.values())
        .filter(status -> concernsEnded || !status.isFinal())
        .toList();
  }

  /** Whether only batches with failed tasks are matched: a retry of the others is none. */
  public boolean onlyWithFailed() {
    return onlyWithFailed(filter.statuses());
  }

  /** Whether only jobs with failed tasks are, where jobs are matched: likewise. */
  public boolean onlyWithFailed(JobFilter jobs) {
    return onlyWithFailed(jobs.statuses());
  }

  private boolean onlyWithFailed(List<Status> said) {
    return action == BulkAction.RETRY && said.isEmpty() && filter.batches().isEmpty();
  }
}
