package io.gristworks.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

class SeedsTest {

  @Seeds(3)
  void theSameSeedIsTheSameDay(long seed, RandomGenerator random) {
    assertThat(random.nextLong()).isEqualTo(new SplittableRandom(seed).nextLong());
  }
}
