package io.gristworks.core.pool;

import java.util.List;

/**
 * When to tell nodes of work that lacks a credit: those that do not know at once, all of them when
 * the lack begins, and all again every while, as a call can be lost.
 */
final class WorkNotifier {
  private final PoolSettings settings;
  private final FairQueue queue;
  private final NodeCredits nodes;
  private boolean isShort;
  private boolean everCalled;
  private long calledAt;

  WorkNotifier(PoolSettings settings, FairQueue queue, NodeCredits nodes) {
    this.settings = settings;
    this.queue = queue;
    this.nodes = nodes;
  }

  /** Whom to call now. */
  List<String> due(long now) {
    boolean wasShort = isShort;
    isShort = queue.mayServe() && queue.classes().stream().anyMatch(work -> work.isShort(now));
    if (!isShort) {
      return List.of();
    }
    // A stream of small jobs begins to lack credits a hundred times a second: not a call for each.
    long between = (wasShort ? settings.rhythm().callEvery() : settings.backoff().min()).toNanos();
    if (everCalled && now - calledAt < between) {
      return nodes.callUninformed();
    }
    var called = nodes.callAll();
    everCalled |= !called.isEmpty();
    calledAt = now;
    return called;
  }
}
