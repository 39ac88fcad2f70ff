package io.gristworks.core.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.testing.Seeds;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Promises P1 to P5, as far as the core keeps them; see {@link Ledger} for what is compared. */
class BatchDayTest {
  private static final int SEEDS_TO_FIND_A_DEFECT = 40;

  @Seeds(250)
  void everyTaskGetsExactlyOneOutcomeWhateverDies(long seed) {
    new Day(seed, Fault.NONE).live();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aShellWithADefectIsFoundWithinAFewDozenSeeds(Fault fault) {
    int found = 0;
    for (long seed = 1; seed <= SEEDS_TO_FIND_A_DEFECT; seed++) {
      try {
        new Day(seed, fault).live();
      } catch (AssertionError | RuntimeException expected) {
        found++;
      }
    }
    assertThat(found)
        .as("days of %d on which %s shows", SEEDS_TO_FIND_A_DEFECT, fault)
        .isPositive();
  }
}
