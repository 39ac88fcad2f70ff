package io.gristworks.gateway.submit;

import io.gristworks.core.batch.BatchId;
import java.util.random.RandomGenerator;

/** Draws ids that nobody else has. Safe for many threads, whatever the generator is. */
final class FreshIds {
  private final RandomGenerator random;

  FreshIds(RandomGenerator random) {
    this.random = random;
  }

  synchronized BatchId batch() {
    return BatchId.fresh(random);
  }

  /** An upload's id: {@code u} and 20 of {@code [0-9a-v]}. */
  synchronized String upload() {
    return "u" + BatchId.fresh(random).value().substring(1);
  }
}
