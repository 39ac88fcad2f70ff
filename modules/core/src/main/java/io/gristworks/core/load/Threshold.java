package io.gristworks.core.load;

/**
 * Where something becomes too much, and where it is well again: between the two all stays as it is,
 * lest a value about the mark switches to and fro.
 *
 * @param high too much from here, more than 0 and at most 1
 * @param low well at or below this, from 0 and less than {@code high}
 */
public record Threshold(double high, double low) {
  /** Checks the bounds. */
  public Threshold {
    if (!(high > 0 && high <= 1 && low >= 0 && low < high)) {
      throw new IllegalArgumentException(
          "a high mark must be more than 0 and at most 1, and its low mark from 0 and below it, was"
              + " "
              + high
              + " with "
              + low);
    }
  }

  /** Whether it is too much now. What is not known is not too much. */
  public boolean isOver(double value, boolean wasOver) {
    return value >= high || (wasOver && value > low); // false for NaN
  }
}
