package io.gristworks.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.simulation.Scenario.Limits;
import io.gristworks.simulation.Scenario.Work;
import io.gristworks.simulation.world.Network.NetworkFaults;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** I4: tasks that kill whatever runs them, where nothing else goes wrong. */
class PoisonTest {
  private static final int SEEDS = 200;

  private static Scenario poisoned(long seed) {
    return new Scenario(
        (int) (1 + seed % 6),
        4,
        2,
        NetworkFaults.FAIR,
        Duration.ofMillis(1),
        Duration.ofMinutes(10),
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        10,
        new Work.Varied(1, 200, Work.Varied.ALWAYS, false, Limits.NONE));
  }

  @Test
  void theGuiltyAreGivenUpAndNobodyElseIs() {
    long given = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      var simulation = new Simulation(seed, poisoned(seed), Mutation.NONE, 0);
      var outcome = simulation.run();
      assertThat(outcome.broken()).as("seed %d", seed).isNull();
      given += simulation.world().oracles().quarantined();
    }
    assertThat(given).isGreaterThan(SEEDS);
  }
}
