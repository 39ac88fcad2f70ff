package io.gristworks.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long nothing is granted when the pool's node dies, or hands the pool over. */
class PoolPauseTest {
  private static final long SECOND = 1_000_000_000;
  private static final long LOOK_EVERY = SECOND / 100;

  private static Simulation atWork(long seed) {
    var scenario = Scenario.bulk(8, 3_000_000, Duration.ofMillis(10));
    var simulation = new Simulation(seed, scenario, Mutation.NONE, 0);
    assertThat(simulation.runUntil(6 * SECOND)).isTrue();
    return simulation;
  }

  /** The longest time without a grant from now on. */
  private static double longestPause(Simulation simulation) {
    var world = simulation.world();
    long now = world.timeline().now();
    long until = now + 12 * SECOND;
    long granted = world.limits().grants();
    long last = now;
    long longest = 0;
    for (long at = now + LOOK_EVERY; at < until; at += LOOK_EVERY) {
      assertThat(simulation.runUntil(at)).as("there is work left").isTrue();
      if (world.limits().grants() > granted) {
        granted = world.limits().grants();
        last = at;
      }
      longest = Math.max(longest, at - last);
    }
    return longest / 1e9;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void grantingGoesOnWithinFourAndAHalfSecondsAfterThePoolsNodeHasDied(long seed) {
    var simulation = atWork(seed);
    simulation.world().membership().killPoolsHost();
    double pause = longestPause(simulation);
    System.out.printf("the pool's node died: no grants for %.2f s%n", pause);
    assertThat(pause).isBetween(2.0, 4.5);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aPoolThatIsHandedOverIsHardlyMissed(long seed) {
    var simulation = atWork(seed);
    simulation.world().membership().movePool();
    double pause = longestPause(simulation);
    System.out.printf("the pool was handed over: no grants for %.2f s%n", pause);
    assertThat(pause).isLessThan(1);
  }
}
