package io.gristworks.engine.worker.resource;

import io.gristworks.engine.operation.OperationCatalog;
import io.gristworks.engine.worker.settings.LoadSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a node has little of beside workers and cores: named resources, and calls that services
 * outside bear. The latter are looked at as a resource, too, whose units come and go.
 *
 * <p>Threads: the node's actor, but for {@link CallLimit}.
 */
public final class NodeResources {
  private static final String CALLS = "calls:";

  private final Map<String, Integer> resources;
  private final Map<String, Map<String, Integer>> needs = new HashMap<>();
  private final SortedMap<String, Map<String, Integer>> named = new TreeMap<>();
  private final SortedMap<String, CallLimit> limits = new TreeMap<>();

  /**
   * Of the operations of a node.
   *
   * @param later on which thread what must wait is done
   * @param changed told when a limit has changed, on any thread
   */
  public NodeResources(
      LoadSettings settings,
      OperationCatalog catalog,
      LongSupplier nanos,
      CallLimit.Later later,
      Runnable changed) {
    this.resources = settings.resources();
    for (var operation : catalog.all()) {
      var name = operation.name();
      var own = new HashMap<>(operation.traits().needs());
      if (!own.isEmpty()) {
        named.put(name, Map.copyOf(own));
      }
      var bounds = settings.callsByOperation().get(name);
      if (bounds != null || operation.traits().external()) {
        var calls = bounds == null ? settings.calls() : bounds;
        limits.put(name, new CallLimit(calls, nanos, later, changed));
        own.put(CALLS + name, 1);
      }
      if (!own.isEmpty()) {
        needs.put(name, Map.copyOf(own));
      }
    }
  }

  /** What is in use, by runs or by leases. */
  public final class Use {
    private final Map<String, Integer> used = new HashMap<>();

    /** Something of this operation begins. */
    public void add(String operation) {
      needsOf(operation).forEach((name, units) -> used.merge(name, units, Integer::sum));
    }

    /** It has ended. */
    public void remove(String operation) {
      needsOf(operation).forEach((name, units) -> used.merge(name, -units, Integer::sum));
    }

    /** Whether one more of this operation has room. */
    public boolean hasRoomFor(String operation) {
      if (needs.isEmpty()) {
        return true; // the usual case
      }
      for (var need : needsOf(operation).entrySet()) {
        if (left(need.getKey()) < need.getValue()) {
          return false;
        }
      }
      return true;
    }

    /** What is left of all that anything needs. */
    public SortedMap<String, Integer> free() {
      var free = new TreeMap<String, Integer>();
      for (var each : needs.values()) {
        each.keySet().forEach(name -> free.put(name, Math.max(0, left(name))));
      }
      return free;
    }

    private int left(String name) {
      if (name.startsWith(CALLS)) {
        var limit = limits.get(name.substring(CALLS.length()));
        // Also calls that the node has given up burden the service until they end.
        return limit == null ? 0 : limit.most() - Math.max(used.getOrDefault(name, 0), limit.now());
      }
      return resources.getOrDefault(name, 0) - used.getOrDefault(name, 0);
    }
  }

  /** Whether there is nothing that an operation here could lack. */
  public boolean areBoundless() {
    return needs.isEmpty();
  }

  /** What operations need; those that need nothing are not named. */
  Map<String, Map<String, Integer>> needs() {
    return needs;
  }

  /** The same of named resources alone, for people. */
  SortedMap<String, Map<String, Integer>> namedNeeds() {
    return named;
  }

  /** How much of the named resources is left beside that use. */
  SortedMap<String, Integer> namedFree(Use use) {
    var free = new TreeMap<String, Integer>();
    resources.keySet().forEach(name -> free.put(name, Math.max(0, use.left(name))));
    return free;
  }

  private Map<String, Integer> needsOf(String operation) {
    return needs.isEmpty() ? Map.of() : needs.getOrDefault(operation, Map.of());
  }

  /** The limit of an operation's calls; null where it asks no service. */
  public @Nullable CallLimit limit(String operation) {
    return limits.get(operation);
  }

  /** What there is. */
  SortedMap<String, Integer> resources() {
    return new TreeMap<>(resources);
  }

  /** How many calls may go on at once now, by operation. */
  public SortedMap<String, Integer> callsAtOnce() {
    var most = new TreeMap<String, Integer>();
    limits.forEach((operation, limit) -> most.put(operation, limit.most()));
    return most;
  }
}
