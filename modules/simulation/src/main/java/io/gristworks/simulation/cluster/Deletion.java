package io.gristworks.simulation.cluster;

import io.gristworks.core.coordinator.CoordinatorInput;
import io.gristworks.simulation.Mutation;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Lists, reads and deletes stored segments for one coordinator. Both take a while, or fail; what is
 * to be deleted is deleted whether or not its coordinator lives on, and sometimes not at all.
 */
final class Deletion {
  private static final long USUAL_NANOS = 20_000_000;

  /** So that failed tasks are tried again and counted meanwhile. */
  private static final long LONG_NANOS = 8_000_000_000L;

  /** So few that many sweeps take several pages. */
  private static final int PAGE = 3;

  private final SimulatedCluster world;
  private final Machine machine;
  private final SimulatedCoordinator shell;
  private final RandomGenerator random;

  Deletion(SimulatedCluster world, Machine machine, SimulatedCoordinator shell) {
    this.world = world;
    this.machine = machine;
    this.shell = shell;
    this.random = world.chanceOf("deletion by " + shell.ref());
  }

  /** Lists a page of what is stored of the batch. */
  void list(long sweep, @Nullable UUID after) {
    if (world.mutation() == Mutation.SWEEPS_WHAT_CAME_LATER && isSweep()) {
      sweepAllBut();
      shell.tellSelf(new CoordinatorInput.SegmentsNotListed(sweep));
      return;
    }
    if (world.mutation() == Mutation.FORGETS_WHAT_LOST_NODES_STORED && !isSweep()) {
      shell.tellSelf(new CoordinatorInput.SegmentsListed(sweep, List.of(), true));
      return;
    }
    machine.after(
        takes(),
        () -> {
          if (fails()) {
            shell.tellSelf(new CoordinatorInput.SegmentsNotListed(sweep));
            return;
          }
          var page = world.segments().list(shell.id(), after, PAGE);
          machine.after(
              takes(),
              () ->
                  shell.tellSelf(
                      new CoordinatorInput.SegmentsListed(sweep, page, page.size() < PAGE)));
        });
  }

  /** Reads what these tell. */
  void read(long search, List<UUID> segments) {
    machine.after(
        takes(),
        () ->
            shell.tellSelf(
                fails()
                    ? new CoordinatorInput.SegmentsNotListed(search)
                    : new CoordinatorInput.SegmentsRead(search, world.segments().read(segments))));
  }

  /** Deletes exactly these. */
  void delete(List<UUID> segments) {
    if (fails()) {
      return;
    }
    world.segments().delete(shell.id(), segments, takes());
  }

  private boolean fails() {
    return world.owners().isCutOff(machine)
        || (world.segments().isTroubled() && random.nextBoolean());
  }

  /** Nothing else is listed of a batch that has ended. */
  private boolean isSweep() {
    return shell.batch().isFinished();
  }

  /** A search for what lost nodes have stored may take too long, too, but not as often. */
  private long takes() {
    boolean isLong = random.nextInt(isSweep() ? 4 : 40) == 0;
    return 1 + random.nextLong(isLong ? LONG_NANOS : USUAL_NANOS);
  }

  private void sweepAllBut() {
    var counted = new HashSet<UUID>();
    shell.batch().jobs().forEach(job -> job.segments().forEach(it -> counted.add(it.id())));
    world.segments().deleteAllBut(shell.id(), counted, takes());
  }
}
