package io.gristworks.core.lease;

import java.time.Instant;
import java.util.Set;

/** Nodes that are lost, and had stored nothing. */
public final class Losses {
  private Losses() {}

  /**
   * Ends the leases of nodes that are gone, or have said nothing for too long.
   *
   * @return how many tasks are pending again
   */
  public static int lapse(TaskDispatch dispatch, Set<String> gone, Instant now) {
    var lost = dispatch.lost();
    lost.lose(gone, now);
    lost.search(1);
    return lost.release(1);
  }
}
