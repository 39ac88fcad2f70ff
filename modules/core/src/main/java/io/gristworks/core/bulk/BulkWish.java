package io.gristworks.core.bulk;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.Status;
import java.util.Arrays;
import java.util.List;

/**
 * What somebody wants of many batches.
 *
 * @param commands what each batch is told, one after the other; never of a single job
 * @param reason for people; may be empty
 */
public record BulkWish(
    BulkAction action, List<BatchCommand> commands, BulkFilter filter, String reason) {
  /** Copies the list. */
  public BulkWish {
    commands = List.copyOf(commands);
    if (commands.isEmpty()) {
      throw new IllegalArgumentException("nothing is wished");
    }
  }

  /**
   * How a batch must stand to be matched. Where neither statuses nor batches are named, ended ones
   * are left out: nothing but a retry could change them, and history is long.
   */
  public List<Status> statuses() {
    if (!filter.statuses().isEmpty()) {
      return filter.statuses();
    }
    boolean concernsEnded = action == BulkAction.RETRY || !filter.batches().isEmpty();
    return Arrays.stream(Status.values())
        .filter(status -> concernsEnded || !status.isFinal())
        .toList();
  }

  /** Whether only batches with failed tasks are matched: a retry of the others is none. */
  public boolean onlyWithFailed() {
    return action == BulkAction.RETRY && filter.statuses().isEmpty() && filter.batches().isEmpty();
  }
}
