package io.gristworks.testkit;

import io.gristworks.engine.operation.OperationCatalog;
import io.gristworks.handler.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a test wants its node. Immutable: each {@code with...} gives another one.
 *
 * @param operations what it can run; empty for all that {@link java.util.ServiceLoader} finds
 * @param settings names of the node's configuration, such as {@code
 *     gristworks.engine.worker.linger}, and their values
 */
public record NodeOptions(List<Operation<?, ?, ?>> operations, Map<String, Object> settings) {
  /** Free ports, and a cluster of one that need not wait for anybody. */
  private static final Map<String, Object> USUAL =
      Map.ofEntries(
          Map.entry("gristworks.gateway.host", "127.0.0.1"),
          Map.entry("gristworks.gateway.port", 0),
          Map.entry("gristworks.cluster.formation", "single"),
          Map.entry("gristworks.cluster.host", "127.0.0.1"),
          Map.entry("gristworks.cluster.port", 0),
          Map.entry("gristworks.node.roles", "gateway,coordinator,worker"),
          Map.entry("gristworks.node.management-host", "127.0.0.1"),
          Map.entry("gristworks.node.management-port", 0),
          Map.entry("gristworks.node.drain-within", "2s"),
          Map.entry("gristworks.store.url", ""),
          Map.entry("pekko.cluster.periodic-tasks-initial-delay", "20ms"),
          Map.entry("pekko.cluster.jmx.enabled", "off"), // one name for all nodes of a JVM
          Map.entry("pekko.cluster.gossip-interval", "100ms"),
          Map.entry("pekko.cluster.leader-actions-interval", "50ms"),
          Map.entry("pekko.cluster.shutdown-after-unsuccessful-join-seed-nodes", "off"));

  /** Copies both. */
  public NodeOptions {
    operations = List.copyOf(operations);
    settings = Map.copyOf(settings);
  }

  /** A node of usual size on free ports, with all operations of the class path. */
  public static NodeOptions usual() {
    return new NodeOptions(List.of(), USUAL);
  }

  /** The same with these operations too; once any is given, the class path is not searched. */
  public NodeOptions withOperations(Operation<?, ?, ?>... more) {
    var together = new ArrayList<>(operations);
    together.addAll(List.of(more));
    return new NodeOptions(together, settings);
  }

  /** The same with so many workers, from 1. */
  public NodeOptions withWorkers(int workers) {
    return withSetting("gristworks.engine.worker.workers", workers);
  }

  /** The same with one more setting; the last of a name counts. */
  public NodeOptions withSetting(String name, Object value) {
    var together = new TreeMap<>(settings);
    together.put(name, value);
    return new NodeOptions(operations, together);
  }

  OperationCatalog catalog() {
    return operations.isEmpty()
        ? OperationCatalog.load()
        : OperationCatalog.of(operations.toArray(Operation<?, ?, ?>[]::new));
  }
}
