package io.gristworks.core.share;

/**
 * What a pool says of one limit.
 *
 * @param number of the part it acts on; 0 before the first
 * @param units how many units it acts on, from 0
 * @param out how many units are in use, or promised, whatever it acts on now
 * @param want how many units it has a use for, those that are out among them
 * @param returned tokens that it has given up for ever, counted from its beginning
 */
public record Need(LimitKey key, long number, long units, long out, long want, double returned) {

  /** What may be out of its doing, as long as it is told nothing. */
  public long bound() {
    return Math.max(units, out);
  }
}
