package io.gristworks.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation can fail: with one rule broken on purpose, seeds find it. */
class MutationTest {
  private static final int SEEDS_MAX = 400;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aBrokenRuleIsFound(Mutation mutation) {
    Outcome found = null;
    long seed = 0;
    while (found == null && seed < SEEDS_MAX) {
      var outcome = Simulation.run(++seed, mutation);
      found = outcome.isGood() ? null : outcome;
    }
    assertThat(found).as("%s is not found by %d seeds", mutation, SEEDS_MAX).isNotNull();
    System.out.printf("%-30s found by seed %3d: %s%n", mutation, seed, found.broken());
  }
}
