package io.gristworks.core.simulated;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The network: letters may be lost, come twice, and overtake each other, until it is calm. */
final class Mail {
  private final RandomGenerator random;
  private final double loss;
  private final double repeat;
  private final List<Letter> underWay = new ArrayList<>();
  private boolean calm;

  Mail(RandomGenerator random) {
    this.random = random;
    this.loss = random.nextBoolean() ? 0 : random.nextDouble(0.3);
    this.repeat = random.nextBoolean() ? 0 : random.nextDouble(0.3);
  }

  /** From now on every letter arrives, once, in its turn. */
  void calmDown() {
    calm = true;
  }

  void send(Letter letter) {
    if (calm || random.nextDouble() >= loss) {
      underWay.add(letter);
    }
    if (!calm && random.nextDouble() < repeat) {
      underWay.add(letter);
    }
  }

  Optional<Letter> next() {
    if (underWay.isEmpty()) {
      return Optional.empty();
    }
    if (!calm) {
      Collections.swap(underWay, 0, random.nextInt(underWay.size()));
    }
    return Optional.of(underWay.removeFirst());
  }

  int size() {
    return underWay.size();
  }
}
