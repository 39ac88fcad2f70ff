package io.gristworks.cli.inspect;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code grist report}: what came of it. */
@Command(
    name = "report",
    description = "Report what came of it: counts, times, slowest tasks, failures, nodes.")
public final class ReportCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", description = "A batch, a job, `last`, or `last.JOB`.")
  private String id = "";

  /** The command within that session. */
  public ReportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var work = session.idOf(id);
      if (session.isJson()) {
        session.print(client.control().report(work));
      } else {
        session.out().print(client.control().reportText(work));
      }
    }
    return ExitCode.GOOD;
  }
}
