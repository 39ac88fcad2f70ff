package io.gristworks.core.bulk;

import io.gristworks.core.batch.BatchId;

/** What a batch answered. */
public sealed interface BulkAnswer {

  /** It is as wished now, and was not before. */
  record Changed() implements BulkAnswer {}

  /** It had been so already. */
  record Already() implements BulkAnswer {}

  /**
   * It is not as wished.
   *
   * @param why for people
   */
  record Refused(BatchId batch, String why) implements BulkAnswer {}
}
