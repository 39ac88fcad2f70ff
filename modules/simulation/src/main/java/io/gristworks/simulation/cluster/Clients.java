package io.gristworks.simulation.cluster;

import io.gristworks.core.batch.BatchCommand;
import io.gristworks.core.batch.Priority;
import io.gristworks.core.batch.TaskSource;
import io.gristworks.simulation.Mutation;
import io.gristworks.simulation.Scenario.Limits;
import io.gristworks.simulation.Scenario.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** All who submit something on a simulated day. */
public final class Clients {
  private static final Priority[] PRIORITIES = Priority.values();

  /** Farther away than any timer can wait. */
  private static final Instant FAR = Instant.parse("9999-12-31T00:00:00Z");

  /** All batches that contend under tight limits have come by then. */
  private static final long TIGHT_WITHIN = 20_000_000_000L;

  /** Most open batches are sealed by then. */
  private static final long ADDED_WITHIN = 500_000_000;

  private final SimulatedCluster world;
  private final RandomGenerator random;
  private final RandomGenerator late;
  private final RandomGenerator added;
  private final RandomGenerator atTheEnd;
  private final List<Client> clients = new ArrayList<>();

  /** TaskPlans who submits what, and when. */
  public Clients(SimulatedCluster world) {
    this.world = world;
    this.random = world.freshChance();
    this.late = world.chanceOf("retries of ended batches");
    this.added = world.chanceOf("jobs added to open batches");
    this.atTheEnd = world.chanceOf("retries just when batches end");
    switch (world.scenario().work()) {
      case Work.Varied varied when varied.limits() == Limits.TIGHT -> {
        for (int number = 0; number < varied.batches(); number++) {
          come(
              TightLimits.wanted(number, varied.mostTasks(), random),
              random.nextLong(TIGHT_WITHIN));
        }
      }
      case Work.Varied varied -> {
        var earlier = new ArrayList<Batches.Wanted>();
        // Where a submission becomes another batch each time, nobody can wait for it.
        boolean follow = varied.chained() && world.mutation() != Mutation.SUBMITS_ANEW;
        for (int number = 0; number < varied.batches(); number++) {
          var wanted = Batches.varied(number, varied, random);
          wanted = follow ? JobChains.following(wanted, earlier, random) : wanted;
          earlier.add(wanted);
          if (wanted.spec().jobs().stream()
              .anyMatch(job -> job.options().times().startAt() != null)) {
            world.plans().startsAtADate();
          }
          vary(wanted, varied.chained());
        }
      }
      case Work.Bulk bulk -> Batches.bulk(bulk).forEach(wanted -> come(wanted, 0));
      case Work.Contest contest -> Batches.contest(contest).forEach(wanted -> come(wanted, 0));
    }
  }

  private void vary(Batches.Wanted wanted, boolean chained) {
    long faults = world.scenario().faultsFor().toNanos();
    long when = random.nextLong(Math.max(1, faults * 3 / 4));
    var client = come(wanted, when);
    if (random.nextInt(4) == 0) {
      int job = random.nextInt(-1, wanted.spec().jobs().size());
      if (random.nextBoolean()) {
        client.alsoCancelling(job, when + random.nextLong(faults));
      } else {
        client.alsoCancellingWhenTakenOver(job, when + random.nextLong(8_000_000_000L));
      }
    } else if (!wanted.open() && random.nextInt(4) == 0) {
      come(wanted, when + random.nextLong(1_000_000_000)); // two clients, one key
    } else if (random.nextInt(4) == 0) {
      client.alsoConfused();
    }
    for (int more = random.nextInt(3); more > 0; more--) {
      control(client, wanted, when + random.nextLong(faults));
    }
    if (wanted.open() && added.nextBoolean()) {
      var job = new BatchCommand.AddJob(Batches.added(wanted));
      client.alsoCommanding(job, when + added.nextLong(ADDED_WITHIN));
    }
    if (late.nextInt(8) == 0) {
      client.alsoCommanding(new BatchCommand.SetDeadline(null, FAR, "somebody"), when);
    }
    if (late.nextInt(3) == 0) {
      client.alsoRetryingAfterTheEnd(late.nextLong(40_000_000_000L), late.nextBoolean());
    }
    if (atTheEnd.nextInt(2) == 0) {
      client.alsoRetryingAtTheEnd(atTheEnd.nextInt(1, 4), atTheEnd);
    }
    if (random.nextInt(4) == 0) {
      new RetryClient(world, client, wanted, random)
          .atTheEnd(random.nextInt(3), random.nextInt(1, 4));
    }
    if (chained && random.nextInt(3) == 0) {
      holdUp(client, wanted, when);
    }
  }

  /** Somebody tries again what others have taken the results of, and are about to reduce. */
  private void holdUp(Client client, Batches.Wanted wanted, long when) {
    new RetryClient(world, client, wanted, random)
        .every(random.nextLong(2_000_000_000), when, random.nextInt(2), 30);
    for (var job : wanted.spec().jobs()) {
      if (job.source().equals(TaskSource.REDUCED)) {
        long from = when + random.nextLong(5_000_000_000L);
        client.alsoPausing(job.name(), from, random.nextLong(20_000_000_000L));
      }
    }
  }

  /** Somebody at the controls. */
  private void control(Client client, Batches.Wanted wanted, long when) {
    var jobs = wanted.spec().jobs();
    int one = random.nextInt(-1, jobs.size());
    var job = one < 0 ? null : jobs.get(one).name();
    switch (random.nextInt(6)) {
      case 0 -> client.alsoPausing(job, when, random.nextLong(20_000_000_000L));
      case 1 -> {
        var priority = PRIORITIES[random.nextInt(PRIORITIES.length)];
        client.alsoCommanding(new BatchCommand.SetPriority(job, priority, "somebody"), when);
      }
      case 3 ->
          client.alsoCommanding(
              new BatchCommand.SetLimits(job, Batches.limits(random), "somebody"), when);
      case 4 -> {
        var deadline = random.nextInt(3) == 0 ? null : Batches.moment(150, random);
        client.alsoCommanding(new BatchCommand.SetDeadline(job, deadline, "somebody"), when);
      }
      case 2 -> {
        var grace = Duration.ofMillis(random.nextInt(8_000));
        client.alsoCommanding(new BatchCommand.Cancel(job, "enough", grace), when);
      }
      default -> {
        var all = new BatchCommand.Selection.All();
        client.alsoCommanding(
            new BatchCommand.RetryFailed(job, all, random.nextInt(3), "somebody"), when);
      }
    }
  }

  private Client come(Batches.Wanted wanted, long when) {
    var client = new Client(world, wanted, random);
    clients.add(client);
    world.timeline().at(when, client::start);
    return client;
  }

  /** Whether everybody has got an answer to everything. */
  public boolean areContent() {
    return clients.stream().allMatch(Client::isContent);
  }

  /** I11. */
  public void check() {
    clients.forEach(Client::check);
  }
}
