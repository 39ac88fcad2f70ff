package io.gristworks.simulation.cluster;

import io.gristworks.simulation.check.InvariantViolation;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * I22: looks each second whether a coordinator that is ready leaves undone what it must do, and
 * throws when that goes on.
 */
public final class OverdueWatch {
  private static final long EVERY_NANOS = 1_000_000_000;

  /** What stands for so many looks will not be done. */
  private static final int LOOKS_MAX = 3;

  private final SimulatedCluster world;

  /** By what is left undone and by whom, for how many looks in a row. */
  private Map<String, Integer> undone = new HashMap<>(); // asked by key only

  /** Looks from now on. */
  public OverdueWatch(SimulatedCluster world) {
    this.world = world;
    if (!world.isLong()) {
      again();
    }
  }

  private void again() {
    world.timeline().after(EVERY_NANOS, this::look);
  }

  private void look() {
    var still = new HashMap<String, Integer>();
    for (var book : world.oracles().all()) {
      var shell = book.spec() == null ? null : world.membership().coordinating(book.id());
      if (shell != null && shell.isReady() && shell.isLatest()) {
        look(shell, still);
      }
    }
    undone = still;
    again();
  }

  private void look(SimulatedCoordinator shell, Map<String, Integer> still) {
    var coordinator = Objects.requireNonNull(shell.coordinator(), "ready, so it has read");
    var batch = world.oracles().of(shell.id());
    var now = world.clocksAgree() ? shell.clock() : null;
    for (var what : batch.overdue(now, coordinator.dispatch())) {
      var by = shell.ref() + ": " + what;
      int looks = undone.getOrDefault(by, 0) + 1;
      if (looks > LOOKS_MAX) {
        throw new InvariantViolation("I22", by + ", and nothing comes of it");
      }
      still.put(by, looks);
    }
  }
}
