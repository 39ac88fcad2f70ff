package io.gristworks.core.pool;

import java.util.List;

/**
 * When to tell nodes of work that lacks a credit: those that do not know at once, all of them when
 * the lack begins, and all again every while, as a call can be lost.
 */
final class Calls {
  private final PoolSettings settings;
  private final Turns turns;
  private final Workforce workforce;
  private boolean isShort;
  private boolean everCalled;
  private long calledAt;

  Calls(PoolSettings settings, Turns turns, Workforce workforce) {
    this.settings = settings;
    this.turns = turns;
    this.workforce = workforce;
  }

  /** Whom to call now. */
  List<String> due(long now) {
    boolean wasShort = isShort;
    isShort = turns.mayServe(now) && turns.lanes().stream().anyMatch(lane -> lane.isShort(now));
    if (!isShort) {
      return List.of();
    }
    // A stream of small jobs begins to lack credits a hundred times a second: not a call for each.
    long between = (wasShort ? settings.callEvery() : settings.backoffMin()).toNanos();
    if (everCalled && now - calledAt < between) {
      return workforce.callUninformed();
    }
    var called = workforce.callAll();
    everCalled |= !called.isEmpty();
    calledAt = now;
    return called;
  }
}
