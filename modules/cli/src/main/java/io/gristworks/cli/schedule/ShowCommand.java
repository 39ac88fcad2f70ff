package io.gristworks.cli.schedule;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code grist schedule show}: how it stands, and what it did. */
@Command(name = "show", description = "Show a schedule and its last runs.")
public final class ShowCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "SCHEDULE", description = "Its name or its id.")
  private String schedule = "";

  ShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var document = client.schedules().show(schedule);
      if (session.isJson()) {
        session.print(document);
      } else {
        ScheduleText.print(document, session.out());
      }
    }
    return ExitCode.GOOD;
  }
}
