package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.coordinator.CoordinatorInput;
import io.gristworks.core.coordinator.CoordinatorInput.FromClient;
import io.gristworks.core.coordinator.Transition;
import io.gristworks.core.message.ToCoordinator.Control;
import java.util.TreeMap;

/** Which commands a coordinator has not answered yet, for I23. */
final class PendingCommands {
  private final SimulatedCluster world;
  private final SimulatedCoordinator shell;

  /** By asker. */
  private final TreeMap<Long, Pending> pending = new TreeMap<>();

  /** {@code revivals}: how often failed tasks had been tried again by then. */
  private record Pending(BatchCommand command, int revivals) {}

  PendingCommands(SimulatedCluster world, SimulatedCoordinator shell) {
    this.world = world;
    this.shell = shell;
  }

  void clear() {
    pending.clear();
  }

  /** The core has heard something, and this follows. */
  void heard(CoordinatorInput news, Transition turn) {
    if (!(news instanceof FromClient(var asker, Control(var command))) || !shell.batch().exists()) {
      return;
    }
    if (command instanceof BatchCommand.RetryFailed retry
        && shell.isLatest()
        && !turn.events().isEmpty()) {
      world.oracles().retried(shell.id(), retry, turn.events());
    }
    pending.put(asker, new Pending(command, revivals()));
  }

  /** Somebody is told that it is so. */
  void granted(long asker) {
    var granted = pending.remove(asker);
    // What was ended goes on again where somebody wanted that before this could be answered.
    if (granted != null && shell.isLatest() && granted.revivals == revivals()) {
      world.oracles().answered(shell.id(), granted.command);
    }
  }

  private int revivals() {
    return world.oracles().of(shell.id()).revivals();
  }
}
