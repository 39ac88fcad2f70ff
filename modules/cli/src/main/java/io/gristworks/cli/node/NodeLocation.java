package io.gristworks.cli.node;

import io.gristworks.cli.session.CommandEnvironment;
import io.gristworks.cli.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a node has its data and its settings. */
final class NodeLocation {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the data is. Default: $GRIST_DATA, else ~/.gristworks.")
  private @Nullable Path data;

  @Option(names = "--config", paramLabel = "FILE", description = "Settings of your own (HOCON).")
  private @Nullable Path config;

  /** What of a node is run. */
  interface Program {
    ProcessBuilder of(NodeLauncher launcher, NodeSettings settings) throws IOException;
  }

  /** The directory of the data. */
  Path directory(CommandEnvironment around) {
    return DataDirectory.of(data, around);
  }

  /**
   * Runs a program of the node in this terminal, and gives its exit code.
   *
   * @param program which, out of what a launcher can start
   */
  int run(Session session, OptionalInt port, OptionalInt managementPort, Program program)
      throws Exception {
    var around = session.around();
    var directory = directory(around);
    var settings =
        new NodeSettings(
            directory,
            port,
            managementPort,
            OptionalInt.empty(),
            Optional.ofNullable(config).map(Path::toAbsolutePath));
    var launcher = new NodeLauncher(new Installation(around.installation()), around.environment());
    var child = program.of(launcher, settings);
    Files.createDirectories(directory);
    return ChildProcess.runHere(child);
  }
}
