package io.gristworks.core.share;

import org.jspecify.annotations.Nullable;

/** What the pool of one queue has of a limit, as the divider knows it. */
final class Stake {
  /** The most units that may be out by it, now or as long as it is told nothing. */
  long bound;

  /** The units it was told to act on last, or says it acts on where it was told nothing. */
  long units;

  /** How many it has a use for. */
  long want;

  /** How many units it has had, times seconds; counts only beside others that want more. */
  double had;

  /** Whether it wants more than it could have, and since when. */
  boolean hungry;

  long hungrySince;

  /** What it was told last; null where nothing. */
  @Nullable Part last;

  /** The most units in what it was told and has not confirmed. */
  private long unconfirmed;

  private double returned;
  private @Nullable Need heard;

  /** Another pool acts for the queue; it knows nothing of what the one before was told. */
  void moved() {
    last = null;
    units = 0;
    unconfirmed = 0;
    heard = null;
  }

  /**
   * Takes in what the pool says.
   *
   * @param settled whether more than it says may be out
   * @return the tokens that have come back
   */
  double hear(Need need, boolean settled) {
    double back = heard == null ? 0 : Math.max(0, need.returned() - returned);
    returned = need.returned();
    heard = need;
    want = need.want();
    if (isConfirmed()) {
      unconfirmed = 0;
      units = need.units();
    }
    long most = Math.max(need.bound(), unconfirmed);
    bound = settled ? most : Math.max(bound, most);
    return back;
  }

  /** Whether it acts on what it was told last. */
  boolean isConfirmed() {
    return last == null || (heard != null && heard.number() >= last.number());
  }

  /** Whether the pool has said the same before. */
  boolean hasHeard(Need need) {
    return need.equals(heard) && isConfirmed();
  }

  /** Tells it to act on this. */
  void tell(Part part) {
    last = part;
    units = part.units();
    unconfirmed = Math.max(unconfirmed, units);
    bound = Math.max(bound, units);
  }
}
