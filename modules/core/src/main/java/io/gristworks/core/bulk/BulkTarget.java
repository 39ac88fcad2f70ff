package io.gristworks.core.bulk;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Who is told something.
 *
 * @param job one job of the batch; null for the batch as a whole
 */
public record BulkTarget(BatchId batch, @Nullable String job) {
  /** The whole batch. */
  public static BulkTarget of(BatchId batch) {
    return new BulkTarget(batch, null);
  }

  /** The id by which users know it. */
  public String id() {
    return job == null ? batch.value() : batch + "." + job;
  }

  /** It is not as wished. */
  public BulkAnswer.Refused refused(Refusal why) {
    return new BulkAnswer.Refused(batch, job, why);
  }

  /** It may be as wished or not: nobody has answered. */
  public BulkAnswer.Refused silent() {
    return new BulkAnswer.Refused(batch, job, null);
  }
}
