package io.gristworks.core.coordinator;

import io.gristworks.core.message.HoldingPart;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator that takes a batch over grants nothing until the worker nodes have said what they
 * hold, or have had their time, and what lost nodes had stored was searched: so a fail-over repeats
 * no running work, and none that has ended.
 */
final class Takeover {
  private enum Phase {
    ASKING,
    SEARCHING,
    OVER
  }

  private Phase phase;

  /**
   * The nodes that have not told all, and up to which lease number they have; null: not even the
   * nodes are known.
   */
  private @Nullable Map<String, Long> unheard;

  Takeover(boolean needed) {
    phase = needed ? Phase.ASKING : Phase.OVER;
  }

  /** These nodes there are. */
  void awaits(Set<String> nodes) {
    unheard = new TreeMap<>();
    for (var node : nodes) {
      unheard.put(node, 0L);
    }
  }

  /** Whether it is not known yet what nodes hold. */
  boolean isAsking() {
    return phase == Phase.ASKING;
  }

  /**
   * One has answered, in time or late; says whether this was the last that was waited for. A part
   * behind one that was lost counts for nothing here: then the time for answers runs out.
   */
  boolean heard(String node, HoldingPart part) {
    if (!isAsking() || unheard == null || unheard.getOrDefault(node, -1L) < part.after()) {
      return false;
    }
    if (!part.last()) {
      unheard.merge(node, part.upTo(), Math::max);
      return false;
    }
    unheard.remove(node);
    return unheard.isEmpty();
  }

  /**
   * What nodes hold is known.
   *
   * @param search whether what they have stored is to be searched now
   */
  void known(boolean search) {
    if (isAsking()) {
      phase = search ? Phase.SEARCHING : Phase.OVER;
    }
  }

  /** Whether nothing is granted because what is stored is being searched. */
  boolean isSearching() {
    return phase == Phase.SEARCHING;
  }

  /** It was. */
  void searched() {
    if (isSearching()) {
      phase = Phase.OVER;
    }
  }

  boolean isOver() {
    return phase == Phase.OVER;
  }
}
