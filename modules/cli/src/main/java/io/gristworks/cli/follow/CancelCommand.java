package io.gristworks.cli.follow;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code grist cancel}: succeeds also where it has been cancelled before. */
@Command(name = "cancel", description = "Cancel a batch or a job; what has its outcome keeps it.")
public final class CancelCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", description = "A batch, a job, or `last`.")
  private String id = "";

  /** The command within that session. */
  public CancelCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var work = session.idOf(id);
      var status = client.cancel(work);
      if (session.isJson()) {
        session.print(status.document());
      } else {
        session.out().println(work + ": cancel requested, now " + status.state());
      }
    }
    return ExitCode.GOOD;
  }
}
