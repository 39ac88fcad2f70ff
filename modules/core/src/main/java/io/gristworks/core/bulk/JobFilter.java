package io.gristworks.core.bulk;

import io.gristworks.core.batch.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs of a batch are meant; all that is said must hold of the same job.
 *
 * @param statuses as they stand when they are looked at; none for any
 * @param operation what they run; null for any
 * @param queue where they do; null for any
 * @param name what they are called, or how that begins where it ends with {@code *}; null for any
 */
public record JobFilter(
    List<Status> statuses,
    @Nullable String operation,
    @Nullable String queue,
    @Nullable String name) {
  /** Copies the list, in an order in which the same filter is equal. */
  public JobFilter {
    statuses = statuses.stream().sorted().distinct().toList();
  }
}
