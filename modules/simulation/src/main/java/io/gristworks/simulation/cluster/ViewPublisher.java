package io.gristworks.simulation.cluster;

import io.gristworks.core.coordinator.ViewWrites;
import io.gristworks.core.view.BatchStatus;
import io.gristworks.simulation.Mutation;
import java.time.Duration;
import java.util.Objects;

/** Has the rows of one batch written for its coordinator, as {@link ViewWrites} decides. */
final class ViewPublisher {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final SimulatedCluster world;
  private final Machine machine;
  private final SimulatedCoordinator shell;
  private ViewWrites writes = new ViewWrites(EVERY);

  /** Answers to writes of an earlier life of the coordinator are passed over. */
  private int life;

  ViewPublisher(SimulatedCluster world, Machine machine, SimulatedCoordinator shell) {
    this.world = world;
    this.machine = machine;
    this.shell = shell;
  }

  /** The batch has been read: nothing is known to be written. */
  void begin() {
    life++;
    writes = new ViewWrites(EVERY);
  }

  /** Writes the rows, if it is time. */
  void publish() {
    if (!world.isLong()) {
      writes.due(shell.batch(), this::status, machine.time().steady()).ifPresent(this::write);
    }
  }

  private BatchStatus status() {
    return Objects.requireNonNull(shell.currentStatus(), "there is a batch, and it is read");
  }

  private void write(BatchStatus status) {
    int now = life;
    world
        .views()
        .write(
            machine,
            status,
            good -> {
              if (now == life && machine.houses(shell) && shell.coordinator() != null) {
                boolean failed = !good && world.mutation() != Mutation.TRUSTS_FAILED_ROWS;
                writes.written(status, failed, machine.time().steady());
                if (!failed) {
                  publish();
                }
                shell.followTime();
              }
            });
  }

  /** Whether the rows lag what is written. */
  boolean owes(long revision) {
    return !world.isLong() && shell.batch().exists() && writes.owes(revision);
  }
}
