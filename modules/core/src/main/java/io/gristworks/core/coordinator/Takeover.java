package io.gristworks.core.coordinator;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator that takes a batch over grants nothing until the worker nodes have said what they
 * hold, or have had their time: so a fail-over repeats no running work.
 */
final class Takeover {
  /** Null: not even the nodes are known. */
  private @Nullable Set<String> unheard;

  Takeover(boolean needed) {
    unheard = needed ? null : Set.of();
  }

  /** These nodes there are. */
  void awaits(Set<String> nodes) {
    unheard = new TreeSet<>(nodes);
  }

  /** One has answered, in time or late; says whether it was the last that was waited for. */
  boolean heard(String node) {
    return unheard != null && !unheard.isEmpty() && unheard.remove(node) && unheard.isEmpty();
  }

  void end() {
    unheard = Set.of();
  }

  boolean isOver() {
    return unheard != null && unheard.isEmpty();
  }
}
