package io.gristworks.cli.schedule;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code grist schedule pause}; succeeds also where it is paused already. */
@Command(name = "pause", description = "Let nothing be due until it is resumed.")
public final class PauseCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "SCHEDULE", description = "Its name or its id.")
  private String schedule = "";

  PauseCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var document = client.schedules().pause(schedule);
      if (session.isJson()) {
        session.print(document);
      } else {
        session.out().println(ScheduleText.line(document));
      }
    }
    return ExitCode.GOOD;
  }
}
