package io.gristworks.core.schedule;

import java.util.Arrays;

/**
 * The submission that a schedule repeats.
 *
 * @param form which request takes it
 * @param json the request's body, tasks included, in UTF-8
 */
public record StoredBatch(Form form, byte[] json) {
  /** The most bytes: it is held in memory, and submitted again and again. */
  public static final int BYTES_MOST = 1 << 20;

  /** Which request takes it. */
  public enum Form {
    /** {@code POST /jobs}. */
    JOB,
    /** {@code POST /batches}. */
    BATCH
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoredBatch(var otherForm, var otherJson)
        && form == otherForm
        && Arrays.equals(json, otherJson);
  }

  @Override
  public int hashCode() {
    return 31 * form.hashCode() + Arrays.hashCode(json);
  }
}
