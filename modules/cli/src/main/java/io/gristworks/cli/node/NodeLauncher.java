package io.gristworks.cli.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How another JVM is started. Every name on which the server and the command line must agree is
 * here, and nowhere else.
 */
public final class NodeLauncher {
  private static final String NODE_MAIN = "io.gristworks.node.Main";
  private static final String MIGRATION_MAIN = "io.gristworks.node.Migrate";
  private static final String BENCH_MAIN = "io.gristworks.bench.BenchMain";
  private static final String SIMULATION_MAIN = "io.gristworks.simulation.SimulateMain";

  private static final String GATEWAY_PORT = "gristworks.gateway.port";
  private static final String MANAGEMENT_PORT = "gristworks.node.management-port";
  private static final String DATA_DIRECTORY = "gristworks.node.data-directory";
  private static final String CLUSTER_PORT = "gristworks.cluster.port";

  private static final String CONFIG_FILE = "gristworks.config";

  /** More options for the JVM, separated by blanks. */
  private static final String MORE_OPTIONS = "GRIST_JAVA_OPTS";

  private static final List<String> RUN_FLAGS =
      List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED");

  private final Installation installation;
  private final Map<String, String> environment;

  /** Starts what {@code installation} holds. */
  public NodeLauncher(Installation installation, Map<String, String> environment) {
    this.installation = installation;
    this.environment = environment;
  }

  /** A node; not started yet. */
  public ProcessBuilder node(NodeSettings settings) throws IOException {
    var options = List.of("@" + installation.nodeOptions());
    return java("node", options, properties(settings), NODE_MAIN, List.of());
  }

  /**
   * A node that knows {@code settings} and the defaults, and none of the settings that the user's
   * environment holds for nodes that matter, their database above all; not started yet.
   */
  public ProcessBuilder strangerNode(NodeSettings settings) throws IOException {
    var builder = node(settings);
    builder.environment().keySet().removeIf(name -> name.startsWith("GRIST_"));
    return builder;
  }

  /** The migration of a node's database; not started yet. */
  public ProcessBuilder migration(NodeSettings settings) throws IOException {
    return java("node", RUN_FLAGS, properties(settings), MIGRATION_MAIN, List.of());
  }

  /** The benchmarks with {@code arguments}; not started yet. */
  public ProcessBuilder bench(List<String> arguments) throws IOException {
    return java("bench", RUN_FLAGS, List.of(), BENCH_MAIN, arguments);
  }

  /** The simulation with {@code arguments}; not started yet. */
  public ProcessBuilder simulation(List<String> arguments) throws IOException {
    return java("simulation", RUN_FLAGS, List.of(), SIMULATION_MAIN, arguments);
  }

  private static List<String> properties(NodeSettings settings) {
    var properties = new ArrayList<String>();
    properties.add(property(DATA_DIRECTORY, settings.data().toString()));
    settings.gatewayPort().ifPresent(port -> properties.add(property(GATEWAY_PORT, port)));
    settings.managementPort().ifPresent(port -> properties.add(property(MANAGEMENT_PORT, port)));
    settings.clusterPort().ifPresent(port -> properties.add(property(CLUSTER_PORT, port)));
    settings.config().ifPresent(file -> properties.add(property(CONFIG_FILE, file)));
    return properties;
  }

  private static String property(String name, Object value) {
    return "-D" + name + "=" + value;
  }

  private ProcessBuilder java(
      String module,
      List<String> options,
      List<String> properties,
      String main,
      List<String> arguments)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    var more = environment.getOrDefault(MORE_OPTIONS, "").strip();
    if (!more.isEmpty()) {
      command.addAll(List.of(more.split("\\s+", -1)));
    }
    command.addAll(properties);
    command.add("-cp");
    command.add(installation.classPath(module));
    command.add(main);
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }
}
