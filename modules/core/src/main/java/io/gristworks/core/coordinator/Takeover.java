package io.gristworks.core.coordinator;

import io.gristworks.core.message.HoldingPart;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator that takes a batch over grants nothing until the worker nodes have said what they
 * hold, or have had their time: so a fail-over repeats no running work.
 */
final class Takeover {
  /**
   * The nodes that have not told all, and up to which lease number they have; null: not even the
   * nodes are known.
   */
  private @Nullable Map<String, Long> unheard;

  Takeover(boolean needed) {
    unheard = needed ? null : Map.of();
  }

  /** These nodes there are. */
  void awaits(Set<String> nodes) {
    unheard = new TreeMap<>();
    for (var node : nodes) {
      unheard.put(node, 0L);
    }
  }

  /**
   * One has answered, in time or late; says whether this was the last that was waited for. A part
   * behind one that was lost counts for nothing here: then the time for answers runs out.
   */
  boolean heard(String node, HoldingPart part) {
    if (unheard == null || unheard.getOrDefault(node, -1L) < part.after()) {
      return false;
    }
    if (!part.last()) {
      unheard.merge(node, part.upTo(), Math::max);
      return false;
    }
    unheard.remove(node);
    return unheard.isEmpty();
  }

  void end() {
    unheard = Map.of();
  }

  boolean isOver() {
    return unheard != null && unheard.isEmpty();
  }
}
