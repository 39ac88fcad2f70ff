package io.gristworks.core.batch;

import java.util.Map;
import java.util.SortedMap;

/** What the handlers of a job counted: so many names and no more, however many they invent. */
public final class Counters {
  /** The most names; what comes under others is summed up under {@link #OTHER}. */
  public static final int NAMES_MAX = 200;

  /** The name of all that found no room under a name of its own. */
  public static final String OTHER = "other_counters";

  private Counters() {}

  /** Adds {@code more} to {@code sums}. */
  public static void add(SortedMap<String, Long> sums, Map<String, Long> more) {
    more.forEach(
        (name, delta) ->
            sums.merge(
                sums.containsKey(name) || sums.size() < NAMES_MAX ? name : OTHER,
                delta,
                Long::sum));
  }
}
