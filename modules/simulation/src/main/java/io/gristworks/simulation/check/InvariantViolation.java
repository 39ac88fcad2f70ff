package io.gristworks.simulation.check;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An invariant does not hold. */
public final class InvariantViolation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String invariant;

  /**
   * It does not.
   *
   * @param invariant which one, such as {@code I3}
   */
  public InvariantViolation(String invariant, String message) {
    super(invariant + ": " + message);
    this.invariant = invariant;
  }

  /** Which one. */
  public String invariant() {
    return invariant;
  }

  /** Throws if it does not hold. */
  @SuppressWarnings("AnnotateFormatMethod") // would need a library for one annotation
  static void unless(boolean holds, String invariant, String message, @Nullable Object... values) {
    if (!holds) {
      throw new InvariantViolation(invariant, String.format(Locale.ROOT, message, values));
    }
  }
}
