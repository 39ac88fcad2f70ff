package io.gristworks.simulation.cluster;

import io.gristworks.simulation.world.Network.NetworkFaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What goes wrong on a simulated day, until it does no more. */
public final class Faults {
  private static final long SECOND = 1_000_000_000;

  private final SimulatedCluster world;
  private final RandomGenerator random;
  private final long until;
  private final RandomGenerator lines;
  private boolean over;

  /** TaskPlans the day's misfortunes. */
  public Faults(SimulatedCluster world) {
    this.world = world;
    this.random = world.freshChance();
    this.lines = world.chanceOf("lines to the database");
    var scenario = world.scenario();
    this.until = scenario.faultsFor().toNanos();
    if (until == 0) {
      over = true;
      return;
    }
    world.network().networkFaults(scenario.storm());
    jumps();
    if (scenario.isTight()) {
      new PoolFaults(world, () -> over).begin();
    }
    repeat(scenario.crashes(), this::crash);
    repeat(scenario.partitions(), this::partition);
    repeat(
        scenario.journalTrouble(),
        () -> world.trouble(random.nextLong(SECOND / 5, 15 * SECOND), random.nextBoolean()));
    repeat(scenario.journalTrouble().multipliedBy(2), this::cutFromDatabase);
    repeat(scenario.moves(), () -> world.membership().moveOne());
    if (!scenario.skew().isZero()) {
      repeat(Duration.ofSeconds(15), () -> skew(scenario.skew()));
    }
    world.timeline().at(until, this::end);
  }

  /** On some days clocks are set by up to an hour, now and then, also when all else is calm. */
  private void jumps() {
    var when = world.chanceOf("clocks are set");
    if (when.nextInt(3) == 0) {
      long hour = Duration.ofHours(1).toNanos();
      long at = 0;
      for (int times = when.nextInt(1, 6); times > 0; times--) {
        at += when.nextLong(60 * SECOND);
        var machine = world.machines().get(when.nextInt(world.machines().size()));
        var by = Duration.ofNanos(when.nextBoolean() ? -hour : when.nextLong(-hour, hour));
        // A job that begins at a date would wait for it by the clock that is slow, for an hour.
        if (!by.isNegative() || !world.plans().haveStartTimes()) {
          world.timeline().at(at, () -> world.jump(machine, by));
        }
      }
    }
  }

  /** Whether nothing goes wrong any more. */
  public boolean areOver() {
    return over;
  }

  private void end() {
    over = true;
    world.note("calm", 0, 0, () -> "faults are over");
    world.network().networkFaults(NetworkFaults.FAIR);
    world.network().heal();
    world.trouble(0, false);
    world.healDatabase();
    world.machines().forEach(machine -> world.skew(machine, Duration.ZERO));
    world.membership().calmDown();
  }

  private void repeat(Duration every, Runnable fault) {
    if (every.isZero()) {
      return;
    }
    long wait = (long) (-Math.log(1 - random.nextDouble()) * every.toNanos());
    world
        .timeline()
        .after(
            wait,
            () -> {
              if (!over) {
                fault.run();
                repeat(every, fault);
              }
            });
  }

  private void unlessOver(long after, Runnable what) {
    world
        .timeline()
        .after(
            after,
            () -> {
              if (!over) {
                what.run();
              }
            });
  }

  private Machine anyMachine() {
    return world.machines().get(random.nextInt(world.machines().size()));
  }

  private void crash() {
    world.membership().crash(anyMachine(), "misfortune");
    if (random.nextInt(8) == 0) { // the power of the whole room
      world.machines().forEach(machine -> world.membership().crash(machine, "no power"));
    }
  }

  private void skew(Duration most) {
    long wrong = random.nextLong(-most.toNanos(), most.toNanos() + 1);
    world.skew(anyMachine(), Duration.ofNanos(wrong));
  }

  /** All but one, which is restarted meanwhile, or some. */
  private void cutFromDatabase() {
    var one = anyMachine();
    var others = new ArrayList<>(world.machines());
    others.remove(one);
    if (lines.nextBoolean()) {
      others.removeIf(_ -> lines.nextBoolean());
    } else {
      world.membership().crash(one, "restarted while the others do not reach the database");
    }
    world.cutFromDatabase(others, lines.nextLong(SECOND, 40 * SECOND));
  }

  private record Wire(int from, int to) {}

  private void partition() {
    var one = anyMachine().place();
    var wires = new ArrayList<Wire>();
    int kind = random.nextInt(5);
    for (var other : world.machines()) {
      if (other.place() != one && (kind > 0 || wires.isEmpty())) {
        boolean out = kind != 2;
        boolean in = kind != 1;
        if (out) {
          wires.add(new Wire(one, other.place()));
        }
        if (in) {
          wires.add(new Wire(other.place(), one));
        }
      }
    }
    world.note("partition", one, kind, () -> "kind " + kind + ": " + wires);
    switch (kind) {
      case 4 -> clog(wires);
      case 3 -> flap(wires, random.nextInt(3, 12));
      default -> cut(wires, random.nextLong(SECOND / 2, 25 * SECOND));
    }
  }

  private void cut(List<Wire> wires, long nanos) {
    wires.forEach(wire -> world.network().cut(wire.from, wire.to));
    unlessOver(nanos, () -> wires.forEach(wire -> world.network().mend(wire.from, wire.to)));
  }

  private void flap(List<Wire> wires, int times) {
    cut(wires, random.nextLong(SECOND / 5, 3 * SECOND));
    if (times > 1) {
      unlessOver(random.nextLong(3 * SECOND, 5 * SECOND), () -> flap(wires, times - 1));
    }
  }

  /** One by one, and freed in another order. */
  private void clog(List<Wire> wires) {
    for (var wire : wires) {
      unlessOver(
          random.nextLong(5 * SECOND),
          () -> {
            world.network().clog(wire.from, wire.to);
            unlessOver(
                random.nextLong(15 * SECOND), () -> world.network().unclog(wire.from, wire.to));
          });
    }
  }
}
