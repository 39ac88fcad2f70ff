package io.gristworks.cli.node;

import io.gristworks.cli.session.Session;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code grist up}: the node's log is this terminal's, and its exit code this command's. */
@Command(name = "up", description = "Start a node in this terminal; Ctrl-C stops it.")
public final class UpCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private NodeLocation place = new NodeLocation();

  @Option(names = "--port", paramLabel = "PORT", description = "Of the API. Default: 7070.")
  private @Nullable Integer port;

  @Option(
      names = "--management-port",
      paramLabel = "PORT",
      description = "Of /ready, /alive and /metrics. Default: 7626.")
  private @Nullable Integer managementPort;

  /** The command within that session. */
  public UpCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    session
        .err()
        .println(
            "starting a node with its data in "
                + place.directory(session.around())
                + "; Ctrl-C stops it");
    return place.run(session, optional(port), optional(managementPort), NodeLauncher::node);
  }

  private static OptionalInt optional(@Nullable Integer number) {
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }
}
