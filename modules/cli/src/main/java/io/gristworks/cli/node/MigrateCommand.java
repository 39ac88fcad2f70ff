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

/** {@code grist migrate}: for those who let nodes start only on a database that is ready. */
@Command(name = "migrate", description = "Bring the database's tables up to date, and end.")
public final class MigrateCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the data is. Default: $GRIST_DATA, else ~/.gristworks.")
  private @Nullable Path data;

  @Option(names = "--config", paramLabel = "FILE", description = "The node's settings (HOCON).")
  private @Nullable Path config;

  /** The command within that session. */
  public MigrateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    var around = session.around();
    var directory = DataDirectory.of(data, around);
    var settings =
        new NodeSettings(
            directory,
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.ofNullable(config).map(Path::toAbsolutePath));
    var launcher = new NodeLauncher(new Installation(around.installation()), around.environment());
    var migration = launcher.migration(settings);
    Files.createDirectories(directory);
    return ChildProcess.runHere(migration);
  }
}
