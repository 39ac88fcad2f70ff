package io.gristworks.simulation;

import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation can fail: with one rule broken on purpose, seeds find it. On all cores. */
@Execution(ExecutionMode.CONCURRENT)
class MutationTest {
  private static final int SEEDS_MAX = 3_000;

  /** The last four are not yet known to be found in so few. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {
        "NONE",
        "SNAPSHOT_FORGETS_APPEND_KEYS",
        "SNAPSHOT_FORGETS_DISCARDED_SEGMENTS",
        "TAKES_PARTS_FOR_ALL",
        "HEEDS_OUTDATED_ANSWERS_TO_DROPS"
      })
  void aBrokenRuleIsFound(Mutation mutation) {
    for (long seed = 1; seed <= SEEDS_MAX; seed++) {
      var outcome = Simulation.run(seed, mutation);
      if (!outcome.isGood()) {
        System.out.printf("%-30s found by seed %4d: %s%n", mutation, seed, outcome.broken());
        return;
      }
    }
    fail("%s is not found by %d seeds", mutation, SEEDS_MAX);
  }
}
