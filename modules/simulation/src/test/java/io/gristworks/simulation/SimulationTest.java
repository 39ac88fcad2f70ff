package io.gristworks.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Promises P1 to P6 and the invariants I1 to I8, I10 and I11, on days full of misfortune.
 *
 * <p>{@code -Dgristworks.simulation.seconds=120} for how long, {@code
 * -Dgristworks.simulation.first=4711} for the first seed.
 */
class SimulationTest {
  private static final long SECONDS = Long.getLong("gristworks.simulation.seconds", 60);
  private static final long FIRST = Long.getLong("gristworks.simulation.first", 1);
  private static final int TRACE_LINES = 200;

  @Test
  void asManyDaysAsThereIsTimeForBreakNothing() {
    long began = System.nanoTime();
    long seed = FIRST;
    double simulated = 0;
    while (System.nanoTime() - began < SECONDS * 1_000_000_000) {
      simulated += liveThrough(seed++).simulatedSeconds();
    }
    System.out.printf(
        "simulated %d seeds, from %d: %.1f hours of a cluster in %d s%n",
        seed - FIRST, FIRST, simulated / 3_600, SECONDS);
    assertThat(seed).as("days lived through").isGreaterThan(FIRST);
  }

  /** Each has found something once; see the history of this line. */
  @ParameterizedTest
  @ValueSource(longs = {13, 16, 74, 273, 314, 408, 504, 1382, 1908, 3676})
  void aSeedThatHasFoundSomethingFindsItNoMore(long seed) {
    liveThrough(seed);
  }

  private static Outcome liveThrough(long seed) {
    var outcome = Simulation.run(seed, Mutation.NONE);
    if (!outcome.isGood()) {
      var again = Simulation.retrace(seed, Mutation.NONE, TRACE_LINES);
      again.trace().forEach(System.err::println);
      throw new AssertionError(
          "seed " + seed + " at commit " + Commit.here() + ": " + outcome.broken(),
          outcome.broken());
    }
    return outcome;
  }
}
