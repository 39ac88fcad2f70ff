package io.gristworks.system;

import io.gristworks.store.StoreSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a node will be told. The same plan started again is the same node again: same ports, same
 * data.
 *
 * @param settings by their full names
 * @param log where its output goes
 * @param launcher what stands before the command that starts its JVM; empty for nothing
 */
record NodeSpec(String name, Map<String, String> settings, Path log, List<String> launcher) {
  private static final String HOST = "gristworks.cluster.host";
  private static final String GATEWAY_PORT = "gristworks.gateway.port";
  private static final String MANAGEMENT_PORT = "gristworks.node.management-port";
  private static final String CLUSTER_PORT = "gristworks.cluster.port";
  private static final String HEARTBEAT_PAUSE = "gristworks.cluster.heartbeat-pause";
  private static final String STABLE_AFTER = "gristworks.cluster.stable-after";

  /** A node alone with the embedded database under {@code directory}, on ports of its own. */
  static NodeSpec alone(String name, Path directory, List<Integer> ports) {
    return new NodeSpec(
        name,
        Map.of(
            GATEWAY_PORT,
            ports.get(0).toString(),
            MANAGEMENT_PORT,
            ports.get(1).toString(),
            CLUSTER_PORT,
            ports.get(2).toString(),
            "gristworks.node.data-directory",
            directory.resolve(name).toString(),
            "gristworks.node.metrics-every",
            "1s"),
        directory.resolve(name + ".log"),
        List.of());
  }

  NodeSpec with(String setting, String value) {
    var more = new TreeMap<>(settings);
    more.put(setting, value);
    return new NodeSpec(name, Map.copyOf(more), log, launcher);
  }

  /** As patient as a node is that nobody told otherwise: how long it stands still hangs on it. */
  NodeSpec asShipped() {
    var fewer = new TreeMap<>(settings);
    fewer.remove(HEARTBEAT_PAUSE);
    fewer.remove(STABLE_AFTER);
    return new NodeSpec(name, Map.copyOf(fewer), log, launcher);
  }

  /** On that database. */
  NodeSpec on(StoreSettings store) {
    return with("gristworks.store.url", store.url());
  }

  /** With these roles, in a cluster that begins at {@code seed}; patient with a busy machine. */
  NodeSpec in(NodeSpec seed, String roles) {
    return with("gristworks.node.roles", roles)
        .with("gristworks.cluster.formation", "seeds")
        .with("gristworks.cluster.seeds", "127.0.0.1:" + seed.clusterPort())
        .with(HEARTBEAT_PAUSE, "8s")
        .with(STABLE_AFTER, "4s");
  }

  /** At another address than loopback, in a network of its own. */
  NodeSpec at(String host, List<String> itsLauncher) {
    var there =
        with(HOST, host)
            .with("gristworks.node.management-host", host)
            .with("gristworks.gateway.host", host)
            .with("gristworks.gateway.allow-remote-without-login", "true");
    return new NodeSpec(name, there.settings(), log, List.copyOf(itsLauncher));
  }

  String host() {
    return settings.getOrDefault(HOST, "127.0.0.1");
  }

  URI gateway() {
    return URI.create("http://" + host() + ":" + gatewayPort());
  }

  int gatewayPort() {
    return port(GATEWAY_PORT);
  }

  int managementPort() {
    return port(MANAGEMENT_PORT);
  }

  int clusterPort() {
    return port(CLUSTER_PORT);
  }

  private int port(String setting) {
    return Integer.parseInt(settings.getOrDefault(setting, "0"));
  }

  /** As arguments of a JVM. */
  List<String> arguments() {
    return new TreeMap<>(settings)
        .entrySet().stream()
            .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
            .toList();
  }
}
