package io.gristworks.cli.inspect;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.terminal.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code grist operations}: what a job can do here. */
@Command(name = "operations", description = "List what jobs can do here.")
public final class OperationsCommand implements Callable<Integer> {
  private final Session session;

  /** The command within that session. */
  public OperationsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var document = client.operations();
      if (session.isJson()) {
        session.print(document);
        return ExitCode.GOOD;
      }
      var table = new Table("OPERATION", "EXECUTION", "INPUTS", "DOES");
      for (var operation : document.path("operations")) {
        table.row(
            operation.path("name").asText(),
            operation.path("execution").asText("-"),
            operation.path("inputs_field").asText("tasks"),
            operation.path("description").asText());
      }
      table.print(session.out(), "no node can run anything");
    }
    return ExitCode.GOOD;
  }
}
