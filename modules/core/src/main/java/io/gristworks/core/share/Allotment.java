package io.gristworks.core.share;

import java.util.List;

/**
 * What a divider says to the pool of a queue.
 *
 * @param epoch of the divider; a later one has a higher one, and from then on the pool ignores
 *     those before
 * @param incarnation of the pool it is meant for; {@link #ANY} where it only asks for a claim
 * @param asOf the last claim of the pool that the divider had heard
 * @param parts those that are new; what is not named stays as it is
 */
public record Allotment(long epoch, String queue, long incarnation, long asOf, List<Part> parts) {
  /** Of whatever pool. */
  public static final long ANY = 0;

  /** Asks a pool of which nothing is known for a claim. */
  public static Allotment question(long epoch) {
    return new Allotment(epoch, "", ANY, 0, List.of());
  }

  /** Copies the list. */
  public Allotment {
    parts = List.copyOf(parts);
  }
}
