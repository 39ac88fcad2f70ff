package io.gristworks.cli.look;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.terminal.Table;
import io.gristworks.cli.terminal.Words;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code grist workers}: the worker nodes as they see themselves. */
@Command(name = "workers", description = "List the worker nodes and what they do.")
public final class WorkersCommand implements Callable<Integer> {
  private final Session session;

  /** The command within that session. */
  public WorkersCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var document = client.workers();
      if (session.isJson()) {
        session.print(document);
        return ExitCode.GOOD;
      }
      var table =
          new Table(
              "NODE",
              "STATE",
              "BUSY",
              "WORKERS",
              "LEASES",
              "DONE",
              "UNREPORTED",
              "STOLEN",
              "SINCE");
      for (var node : document.path("workers")) {
        table.row(
            node.path("name").asText(),
            node.path("draining").asBoolean() ? "draining" : "ready",
            node.path("busy_workers").asText("-"),
            node.path("workers").asText("-"),
            node.path("leases").asText("-"),
            Words.count(node.path("tasks_done").asLong()),
            Words.count(node.path("unreported_outcomes").asLong()),
            Words.count(node.path("stolen").asLong()),
            node.path("started_at").asText("-"));
      }
      table.print(session.out(), "no worker node has joined");
    }
    return ExitCode.GOOD;
  }
}
