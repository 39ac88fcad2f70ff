package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.BatchCommand;
import java.util.random.RandomGenerator;

/** Somebody who has failed tasks of a batch tried again. */
final class RetryClient {
  private final SimulatedCluster world;
  private final Client client;
  private final Batches.Wanted wanted;
  private final RandomGenerator random;

  RetryClient(
      SimulatedCluster world, Client client, Batches.Wanted wanted, RandomGenerator random) {
    this.world = world;
    this.client = client;
    this.wanted = wanted;
    this.random = random;
  }

  /** All of them, and again, so many times. */
  void every(long nanos, long after, int canary, int times) {
    var all = new BatchCommand.Selection.All();
    for (int time = 0; time < times; time++) {
      var retry = new BatchCommand.RetryFailed(null, all, canary, "somebody");
      client.alsoCommanding(retry, after + time * nanos);
    }
  }

  /** Some of them, just when all has ended, each time, so many times. */
  void atTheEnd(int canary, int times) {
    world.whenEnded(
        wanted.id(),
        () -> {
          long soon = random.nextInt(3) == 0 ? 3_000_000_000L : 20_000_000;
          client.alsoCommanding(some(canary), random.nextLong(soon));
          if (times > 1) {
            atTheEnd(canary, times - 1);
          }
        });
  }

  private BatchCommand some(int canary) {
    var jobs = wanted.spec().jobs();
    var job = random.nextBoolean() ? null : jobs.get(random.nextInt(jobs.size())).name();
    return new BatchCommand.RetryFailed(job, Batches.selection(random), canary, "somebody");
  }
}
