package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.AwaitedEnd;
import io.gristworks.core.batch.Status;
import io.gristworks.core.lease.BatchStatusBuilder;
import io.gristworks.simulation.Mutation;
import io.gristworks.simulation.world.Envelope;
import org.jspecify.annotations.Nullable;

/** What coordinators ask each other: whether a batch has ended, and how. */
final class BatchEndLookup {
  private final SimulatedCluster world;
  private final SimulatedCoordinator shell;

  BatchEndLookup(SimulatedCluster world, SimulatedCoordinator shell) {
    this.world = world;
    this.shell = shell;
  }

  /** Asks whoever serves {@code batch}; the answer may be lost, as may the question. */
  void ask(String batch) {
    world
        .membership()
        .route(
            new Envelope(shell.ref(), new SimulatedMessages.EndAsked()),
            Membership.coordinatorOf(batch));
  }

  /** Somebody asks that of this batch. */
  void answer(Envelope asked) {
    world
        .network()
        .send(new Envelope(shell.ref(), new SimulatedMessages.EndTold(end())), asked.from());
  }

  /** Null while it goes on. One that is not there counts as cancelled. */
  private @Nullable AwaitedEnd end() {
    var coordinator = shell.coordinator();
    if (shell.batch().retirement().refusal().isPresent() || coordinator == null) {
      return new AwaitedEnd(shell.id(), Status.CANCELLED, 0);
    }
    var standing = BatchStatusBuilder.of(shell.batch(), coordinator.dispatch(), _ -> 0, 0);
    long failed = standing.jobs().stream().mapToLong(job -> job.counts().failed()).sum();
    if (standing.status().isFinal()) {
      return new AwaitedEnd(shell.id(), standing.status(), failed);
    }
    return world.mutation() == Mutation.TAKES_RUNNING_FOR_ENDED
        ? new AwaitedEnd(shell.id(), Status.COMPLETED, failed)
        : null;
  }
}
