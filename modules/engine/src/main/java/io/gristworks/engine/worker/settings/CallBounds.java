package io.gristworks.engine.worker.settings;

/**
 * Between which bounds a node looks for the number of calls that the service behind an operation
 * bears at once.
 *
 * @param least as many may go on in any case, from 1
 * @param most no more than this
 */
public record CallBounds(int least, int most) {
  /** From one to a thousand. */
  public static final CallBounds USUAL = new CallBounds(1, 1_000);

  /** Checks the bounds. */
  public CallBounds {
    if (least < 1 || most < least) {
      throw new IllegalArgumentException(
          "calls at once must be at least 1, and the least at most the most, was "
              + least
              + " of "
              + most);
    }
  }

  /** The number within the bounds that is nearest to {@code wish}. */
  public int within(int wish) {
    return Math.clamp(wish, least, most);
  }
}
