package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.coordinator.CoordinatorInput;
import io.gristworks.core.coordinator.CoordinatorInput.CancelWanted;
import io.gristworks.core.coordinator.CoordinatorInput.Commanded;
import io.gristworks.core.coordinator.Transition;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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

  private static @Nullable BatchCommand commandIn(CoordinatorInput news) {
    return switch (news) {
      case Commanded(var command, _) -> command;
      case CancelWanted(var job, var reason, _) -> new BatchCommand.Cancel(job, reason, null);
      default -> null;
    };
  }

  /** The core has heard something, and this follows. */
  void heard(CoordinatorInput news, Transition turn) {
    var command = commandIn(news);
    if (command == null || !shell.batch().exists()) {
      return;
    }
    if (command instanceof BatchCommand.RetryFailed retry
        && shell.isLatest()
        && !turn.events().isEmpty()) {
      world.oracles().retried(shell.id(), retry, turn.events());
    }
    pending.put(((CoordinatorInput.Wish) news).asker(), new Pending(command, revivals()));
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
