package io.gristworks.core.view;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a worker node is pressed, and what it has beside its workers. Shares are 0 to 1, and null
 * where nothing is known.
 *
 * @param takesLess why it takes less than it could; empty where it does not
 * @param memory the share of the memory limit in use
 * @param heap the share of the heap that was in use after the last collection
 * @param memoryStall the share of the last ten seconds in which something waited for memory
 * @param cpu the share of the CPU in use, by whomever
 * @param cpuStall the share of the last ten seconds in which something waited for a core
 * @param throttled the share of the latest periods of the CPU quota in which the host stopped it
 * @param leastWorkers the number of workers moves between this
 * @param mostWorkers and this
 * @param resources units of named resources that it has
 * @param free how many of them no lease here needs
 * @param needs by operation, how many units of which resources it needs; no others are named
 * @param callsAtOnce by operation that asks a service outside, how many calls go on at once at most
 *     for now
 */
public record NodeLoad(
    List<LoadReason> takesLess,
    @Nullable Double memory,
    @Nullable Double heap,
    @Nullable Double memoryStall,
    @Nullable Double cpu,
    @Nullable Double cpuStall,
    @Nullable Double throttled,
    int leastWorkers,
    int mostWorkers,
    SortedMap<String, Integer> resources,
    SortedMap<String, Integer> free,
    SortedMap<String, Map<String, Integer>> needs,
    SortedMap<String, Integer> callsAtOnce) {
  /** Of a node that says nothing of it. */
  public static final NodeLoad UNKNOWN =
      new NodeLoad(
          List.of(),
          null,
          null,
          null,
          null,
          null,
          null,
          0,
          0,
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>());

  /** Copies the list. */
  public NodeLoad {
    takesLess = List.copyOf(takesLess);
  }

  /** What an operation needs of named resources. */
  public Map<String, Integer> needsOf(String operation) {
    return needs.getOrDefault(operation, Map.of());
  }

  /** Whether no lease keeps what an operation needs. */
  public boolean hasRoomFor(String operation) {
    return needsOf(operation).entrySet().stream()
        .allMatch(need -> free.getOrDefault(need.getKey(), 0) >= need.getValue());
  }
}
