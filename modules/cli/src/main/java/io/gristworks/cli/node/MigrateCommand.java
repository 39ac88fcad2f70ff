package io.gristworks.cli.node;

import io.gristworks.cli.session.Session;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code grist migrate}: for those who let nodes start only on a database that is ready. */
@Command(name = "migrate", description = "Bring the database's tables up to date, and end.")
public final class MigrateCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private NodeLocation place = new NodeLocation();

  /** The command within that session. */
  public MigrateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    return place.run(session, OptionalInt.empty(), OptionalInt.empty(), NodeLauncher::migration);
  }
}
