package io.gristworks.cli.schedule;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code grist schedule resume}; succeeds also where it is not paused. */
@Command(name = "resume", description = "End a pause; what was due during it is not made up for.")
public final class ResumeCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "SCHEDULE", description = "Its name or its id.")
  private String schedule = "";

  ResumeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var document = client.schedules().resume(schedule);
      if (session.isJson()) {
        session.print(document);
      } else {
        session.out().println(ScheduleText.line(document));
      }
    }
    return ExitCode.GOOD;
  }
}
