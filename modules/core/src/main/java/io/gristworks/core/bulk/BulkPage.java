package io.gristworks.core.bulk;

import io.gristworks.core.batch.BatchId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some batches in the order of {@link BulkPosition}, looked at and either matched or not.
 *
 * @param matched those to be told; of a batch all that is matched, or nothing
 * @param end the last one that was looked at, matched or not; null where there was none
 * @param last whether there are no more up to where was looked
 */
public record BulkPage(List<BulkTarget> matched, @Nullable BulkPosition end, boolean last) {
  /** Copies the list. */
  public BulkPage {
    matched = List.copyOf(matched);
  }

  /** One that has matched whole batches. */
  public static BulkPage of(List<BatchId> matched, @Nullable BulkPosition end, boolean last) {
    return new BulkPage(matched.stream().map(BulkTarget::of).toList(), end, last);
  }
}
