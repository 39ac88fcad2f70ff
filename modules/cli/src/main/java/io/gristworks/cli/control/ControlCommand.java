package io.gristworks.cli.control;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.client.Controls;
import io.gristworks.client.WorkId;
import io.gristworks.client.WorkStatus;
import java.io.IOException;
import java.util.function.Function;
import picocli.CommandLine.Parameters;

/** What every command here has: whom it is about, and how it tells what came of it. */
final class ControlCommand {
  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "A batch, a job, `last`, or `last.JOB`.")
  private String id = "";

  /** What is asked of the server. */
  @FunctionalInterface
  interface Call {
    /** Asks it. */
    WorkStatus make(Controls control, WorkId work) throws IOException, InterruptedException;
  }

  /**
   * Has it done, and prints how it stands.
   *
   * @param said what has been done, for people
   */
  int grant(Session session, Call call, Function<WorkStatus, String> said)
      throws IOException, InterruptedException {
    try (var client = session.client()) {
      var work = session.idOf(id);
      var status = call.make(client.control(), work);
      if (session.isJson()) {
        session.print(status.document());
      } else {
        session.out().println(work + ": " + said.apply(status));
      }
    }
    return ExitCode.GOOD;
  }
}
