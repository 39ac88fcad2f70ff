package io.gristworks.cli.follow;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.terminal.StatusText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code grist status}: succeeds whenever there is a status to tell, whatever it is. */
@Command(name = "status", description = "Show how a batch or a job stands.")
public final class StatusCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", description = "A batch, a job, `last`, or `last.JOB`.")
  private String id = "";

  /** The command within that session. */
  public StatusCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var status = client.status(session.idOf(id));
      if (session.isJson()) {
        session.print(status.document());
      } else {
        StatusText.print(status, session.out());
      }
    }
    return ExitCode.GOOD;
  }
}
