package io.gristworks.engine.bulk;

import java.time.Duration;

/**
 * How bulk operations are carried out. Read once at start.
 *
 * @param lookEvery how soon a new one is noticed
 * @param keep how long one stays after its end
 * @param atOnce operations that are carried out beside each other, each about another tenant; from
 *     1
 * @param asksAtOnce batches of an operation that are told beside each other; from 1
 * @param pageRows batches that are looked at between two stored places; from 1
 */
public record BulkSettings(
    Duration lookEvery, Duration keep, int atOnce, int asksAtOnce, int pageRows) {
  /** Checks the values. */
  public BulkSettings {
    if (!lookEvery.isPositive() || keep.isNegative()) {
      throw new IllegalArgumentException(
          "lookEvery must be above 0 and keep not below, were " + lookEvery + ", " + keep);
    }
    if (atOnce < 1 || asksAtOnce < 1 || pageRows < 1) {
      throw new IllegalArgumentException(
          "at least 1 of each, were " + atOnce + ", " + asksAtOnce + ", " + pageRows);
    }
  }

  /** What is right for most: it takes a fraction of what one coordinator's node can answer. */
  public static BulkSettings usual(Duration lookEvery, int pageRows, Duration keep) {
    return new BulkSettings(lookEvery, keep, 4, 8, pageRows);
  }
}
