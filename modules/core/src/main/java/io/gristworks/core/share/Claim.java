package io.gristworks.core.share;

import java.util.List;

/**
 * What a pool says of all limits that concern it: of those it does not name, it acts on nothing.
 *
 * @param queue whose pool
 * @param incarnation of the pool; a later one has a higher one
 * @param sequence grows with each claim of the incarnation
 * @param epoch of the divider it goes by; 0 where it has heard none
 * @param settled whether it knows what is out; if not, more may be out than it says
 */
public record Claim(
    String queue, long incarnation, long sequence, long epoch, boolean settled, List<Need> needs) {
  /** Copies the list. */
  public Claim {
    needs = List.copyOf(needs);
  }
}
