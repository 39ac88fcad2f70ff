package io.gristworks.cli.node;

import io.gristworks.cli.session.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code grist up}: the node's log is this terminal's, and its exit code this command's. */
@Command(name = "up", description = "Start a node in this terminal; Ctrl-C stops it.")
public final class UpCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where its data is. Default: $GRIST_DATA, else ~/.gristworks.")
  private @Nullable Path data;

  @Option(names = "--port", paramLabel = "PORT", description = "Of the API. Default: 7070.")
  private @Nullable Integer port;

  @Option(
      names = "--management-port",
      paramLabel = "PORT",
      description = "Of /ready, /alive and /metrics. Default: 7626.")
  private @Nullable Integer managementPort;

  @Option(names = "--config", paramLabel = "FILE", description = "Settings of your own (HOCON).")
  private @Nullable Path config;

  /** The command within that session. */
  public UpCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    var around = session.around();
    var directory = DataDirectory.of(data, around);
    var settings =
        new NodeSettings(
            directory,
            optional(port),
            optional(managementPort),
            OptionalInt.empty(),
            Optional.ofNullable(config).map(Path::toAbsolutePath));
    var launcher = new NodeLauncher(new Installation(around.installation()), around.environment());
    var node = launcher.node(settings);
    Files.createDirectories(directory);
    session.err().println("starting a node with its data in " + directory + "; Ctrl-C stops it");
    return ChildProcess.runHere(node);
  }

  private static OptionalInt optional(@Nullable Integer number) {
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }
}
