package io.gristworks.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.core.batch.BatchEvent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Days on which too little happens to a batch prove too little. */
class EventKindsTest {
  private static final int SEEDS_MAX = 200;

  @Test
  void whateverCanHappenToABatchHappens() {
    var missing = new HashSet<>(kindsOf(BatchEvent.class).toList());
    for (long seed = 1; seed <= SEEDS_MAX && !missing.isEmpty(); seed++) {
      var simulation = new Simulation(seed, Scenario.varied(seed), Mutation.NONE, 0);
      assertThat(simulation.run().broken()).as("seed %d", seed).isNull();
      missing.removeAll(simulation.world().kindsOfEvents());
    }
    assertThat(missing).isEmpty();
  }

  private static Stream<Class<?>> kindsOf(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(EventKindsTest::kindsOf)
        : Stream.of(type);
  }
}
