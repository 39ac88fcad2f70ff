package io.gristworks.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long nothing is granted when the pool's node dies, or hands the pool over. */
class PoolPauseTest {
  private static final int NODES = 8;
  private static final Duration TASK = Duration.ofMillis(10);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void grantingGoesOnWithinFourAndAHalfSecondsAfterThePoolsNodeHasDied(long seed) {
    double pause = PoolPause.afterDeath(seed, NODES, TASK);
    System.out.printf("the pool's node died: no grants for %.2f s%n", pause);
    assertThat(pause).isBetween(2.0, 4.5);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aPoolThatIsHandedOverIsHardlyMissed(long seed) {
    double pause = PoolPause.afterHandOver(seed, NODES, TASK);
    System.out.printf("the pool was handed over: no grants for %.2f s%n", pause);
    assertThat(pause).isLessThan(1);
  }
}
