package io.gristworks.core.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.gristworks.testing.Seeds;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Whatever is wanted of a batch, and whatever befalls it: what it promises holds. */
class BatchWalkTest {
  private static final int SEEDS = 250;
  private static final Map<String, Integer> MET = new TreeMap<>();

  @BeforeAll
  static void begin() {
    MET.clear();
  }

  @Seeds(SEEDS)
  void countsAddUpAndNothingHappensTwice(RandomGenerator random) {
    var walk = new Walk(random);
    walk.go();
    walk.met().forEach((kind, times) -> MET.merge(kind, times, Integer::sum));
  }

  /** Walks that meet too little prove too little. */
  @AfterAll
  static void everythingHasHappened() {
    if (Long.getLong("gristworks.seed") == null) {
      assertThat(MET.keySet())
          .containsAll(kindsOf(BatchEvent.class).map(Class::getSimpleName).toList());
    }
  }

  private static Stream<Class<?>> kindsOf(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(BatchWalkTest::kindsOf)
        : Stream.of(type);
  }
}
