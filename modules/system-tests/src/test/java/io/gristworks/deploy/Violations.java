package io.gristworks.deploy;

import java.util.ArrayList;
import java.util.List;

/** Gathers what does not hold, as sentences. For one thread. */
final class Violations {

  private final List<String> sentences = new ArrayList<>();

  void unless(boolean holds, String who, String does) {
    if (!holds) {
      sentences.add(who + " " + does);
    }
  }

  List<String> found() {
    return List.copyOf(sentences);
  }
}
