package io.gristworks.cli.inspect;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code grist drain}: before a machine is taken away, or after it has come back. */
@Command(
    name = "drain",
    description = "Have a worker node end what runs, give back the rest and take nothing more.")
public final class DrainCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "NODE", description = "Its name, as `grist workers` shows it.")
  private String node = "";

  @Option(names = "--undo", description = "Let it take work again.")
  private boolean undo;

  /** The command within that session. */
  public DrainCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var status = client.drain(node, !undo);
      if (session.isJson()) {
        session.print(status);
      } else if (undo) {
        session.out().println(node + ": takes work again");
      } else {
        var left = status.path("busy_workers").asInt();
        session.out().println(node + ": drains, " + left + " of its workers still busy");
      }
    }
    return ExitCode.GOOD;
  }
}
