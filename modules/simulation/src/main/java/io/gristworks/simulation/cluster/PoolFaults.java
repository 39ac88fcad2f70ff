package io.gristworks.simulation.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * What befalls the pool, again and again: its host dies, hands it over, or is not heard for some
 * seconds by another machine that then begins a pool, and that not all hear of at once. So two
 * pools live for up to a second or two. What is not said to the pool or of it arrives all the same.
 */
final class PoolFaults {
  private static final long SECOND = 1_000_000_000;

  /** Longer than anybody waits for a silent pool. */
  private static final long CUT_MIN = 5 * SECOND;

  private static final long CUT_MAX = 8 * SECOND;

  private final SimulatedCluster world;
  private final BooleanSupplier over;
  private final RandomGenerator random;

  PoolFaults(SimulatedCluster world, BooleanSupplier over) {
    this.world = world;
    this.over = over;
    this.random = world.chanceOf("what befalls the pool");
  }

  void begin() {
    later(4 * SECOND);
  }

  private void later(long least) {
    world
        .timeline()
        .after(
            least + random.nextLong(6 * SECOND),
            () -> {
              if (!over.getAsBoolean()) {
                later(befall());
              }
            });
  }

  /** Returns how long it lasts at least. */
  private long befall() {
    switch (random.nextInt(4)) {
      case 0 -> world.membership().killPoolsHost();
      case 1 -> world.membership().movePool();
      default -> {
        return cutOff();
      }
    }
    return 2 * SECOND;
  }

  /** One machine and the pool's host do not hear each other, and some do not hear that one. */
  private long cutOff() {
    var host = world.machines().stream().filter(Machine::hostsPool).findFirst();
    var others = new ArrayList<>(world.machines());
    others.removeIf(
        each ->
            !each.isUp() || !world.membership().members().coordinates(each) || each.hostsPool());
    if (host.isEmpty() || others.isEmpty()) {
      return SECOND;
    }
    int pool = host.get().place();
    int next = others.remove(random.nextInt(others.size())).place();
    cut(next, pool);
    cut(pool, next);
    for (var other : List.copyOf(others)) {
      if (random.nextBoolean()) {
        cut(next, other.place());
      }
    }
    return CUT_MAX + 2 * SECOND;
  }

  private void cut(int from, int to) {
    world.network().cut(from, to);
    world
        .timeline()
        .after(CUT_MIN + random.nextLong(CUT_MAX - CUT_MIN), () -> world.network().mend(from, to));
  }
}
