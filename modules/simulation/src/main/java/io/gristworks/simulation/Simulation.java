package io.gristworks.simulation;

import io.gristworks.simulation.check.BatchOracle;
import io.gristworks.simulation.check.InvariantViolation;
import io.gristworks.simulation.cluster.Clients;
import io.gristworks.simulation.cluster.Faults;
import io.gristworks.simulation.cluster.OverdueWatch;
import io.gristworks.simulation.cluster.RetentionPhase;
import io.gristworks.simulation.cluster.SimulatedCluster;
import java.util.ArrayList;

/**
 * One simulated day: everything that happens between the first submission and the moment when
 * nothing is left to be done, and after each step of it what must hold.
 *
 * <p>Threads: one.
 */
public final class Simulation {
  private static final int LOOK_EVERY = 64;

  /** More messages a second than this, among a handful of machines, is going round in circles. */
  private static final long MESSAGES_A_SECOND_MAX = 10_000;

  private static final long SECOND = 1_000_000_000;

  private final long seed;
  private final Scenario scenario;
  private final SimulatedCluster world;
  private final Clients clients;
  private final Faults faults;
  private final RetentionPhase night;
  private long steps;
  private long countedAt;
  private long countedLetters;

  /** A day of that seed. */
  public Simulation(long seed, Scenario scenario, Mutation mutation, int traceLines) {
    this.seed = seed;
    this.scenario = scenario;
    this.world = new SimulatedCluster(seed, scenario, mutation, traceLines);
    this.clients = new Clients(world);
    this.faults = new Faults(world);
    this.night = new RetentionPhase(world);
    new OverdueWatch(world);
  }

  /** Lives through the day of that seed. */
  public static Outcome run(long seed, Mutation mutation) {
    return new Simulation(seed, Scenario.varied(seed), mutation, 0).run();
  }

  /** The same, with the last lines of what happened. */
  public static Outcome retrace(long seed, Mutation mutation, int lines) {
    return new Simulation(seed, Scenario.varied(seed), mutation, lines).run();
  }

  /** The world, to be looked at between steps. */
  SimulatedCluster world() {
    return world;
  }

  /** Lives through it. */
  public Outcome run() {
    try {
      long end = scenario.faultsFor().plus(scenario.calm()).toNanos();
      while (world.timeline().step(end)) {
        steps++;
        if (steps % LOOK_EVERY == 0) {
          checkNoise();
          boolean quiet = isOver();
          if (quiet && !night.hasCome()) {
            check();
            if (!(scenario.work() instanceof Scenario.Work.Varied)) {
              return outcome(null);
            }
            night.come();
          } else if (night.hasCome() && night.isOver(quiet)) {
            return outcome(null);
          }
        }
      }
      throw new InvariantViolation("I8", "not done in " + scenario.calm() + " of calm: " + left());
    } catch (RuntimeException broken) {
      return outcome(broken);
    }
  }

  /** The day is over. */
  private void check() {
    world.checkLimits(30);
    clients.check();
    world.oracles().check();
    world.limits().check();
    if (scenario.work() instanceof Scenario.Work.Varied) {
      world.checkLists();
      world.checkResults();
    }
  }

  private void checkNoise() {
    long now = world.timeline().now();
    if (now - countedAt >= SECOND) {
      countedAt = now;
      countedLetters = world.network().sent();
    } else if (world.network().sent() - countedLetters > MESSAGES_A_SECOND_MAX
        && scenario.work() instanceof Scenario.Work.Varied) {
      throw new InvariantViolation(
          "storm", "more than " + MESSAGES_A_SECOND_MAX + " messages a second");
    }
  }

  /**
   * Lives through a part of it.
   *
   * @return whether anything is left to be done
   */
  boolean runUntil(long nanos) {
    while (world.timeline().step(nanos)) {
      steps++;
      if (steps % LOOK_EVERY == 0 && isOver()) {
        return false;
      }
    }
    return true;
  }

  /** I8: all answered, all finished, nothing held or to be reported anywhere. */
  private boolean isOver() {
    return faults.areOver()
        && clients.areContent()
        && world.isQuiet()
        && world.membership().hasOnePool()
        && world.oracles().all().stream().allMatch(book -> book.spec() == null || book.isFinished())
        && world.machines().stream()
            .allMatch(machine -> SimulatedCluster.concernsOf(machine).isEmpty())
        && (scenario.work() instanceof Scenario.Work.Bulk || world.lagging().isEmpty())
        && world.isFinishedByItsJournal();
  }

  private String left() {
    var left = new ArrayList<String>();
    if (!clients.areContent()) {
      left.add("clients wait");
    }
    if (!world.membership().hasOnePool()) {
      left.add("not one pool");
    }
    for (var book : world.oracles().all()) {
      if (book.spec() != null && !book.isFinished()) {
        left.add(describe(book));
      }
    }
    world.lagging().forEach(id -> left.add("lists lag: " + id));
    if (night.hasCome()) {
      left.add("a night in which not all is purged");
    }
    for (var machine : world.machines()) {
      var concerns = SimulatedCluster.concernsOf(machine);
      if (!concerns.isEmpty()) {
        left.add(machine.name() + " minds " + concerns);
      }
    }
    return String.join("; ", left);
  }

  private static String describe(BatchOracle book) {
    return book.toString();
  }

  Outcome outcome(@org.jspecify.annotations.Nullable Throwable broken) {
    return new Outcome(
        seed,
        broken,
        world.trace().hash(),
        steps,
        world.timeline().now() / 1e9,
        world.network().sent(),
        world.oracles().starts(),
        world.trace().lines());
  }
}
