package io.gristworks.cli.schedule;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code grist schedule delete}. */
@Command(name = "delete", description = "Forget a schedule; what it has submitted goes on.")
public final class DeleteCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "SCHEDULE", description = "Its name or its id.")
  private String schedule = "";

  DeleteCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var document = client.schedules().delete(schedule);
      if (session.isJson()) {
        session.print(document);
      } else {
        session.out().println(document.path("name").asText() + ": deleted");
      }
    }
    return ExitCode.GOOD;
  }
}
