package io.gristworks.core.bulk;

import io.gristworks.core.batch.BatchId;
import io.gristworks.core.batch.Refusal;
import org.jspecify.annotations.Nullable;

/** What a batch, or a job, answered. */
public sealed interface BulkAnswer {

  /** It is as wished now, and was not before. */
  record Changed() implements BulkAnswer {}

  /** It had been so already. */
  record Already() implements BulkAnswer {}

  /**
   * It is not as wished.
   *
   * @param job which of its jobs was asked; null for the batch as a whole
   * @param why null where nobody answered: then it may be so or not
   */
  record Refused(BatchId batch, @Nullable String job, @Nullable Refusal why)
      implements BulkAnswer {}
}
