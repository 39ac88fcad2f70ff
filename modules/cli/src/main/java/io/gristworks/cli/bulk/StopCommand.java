package io.gristworks.cli.bulk;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code grist bulk stop}: succeeds also where it has ended already. */
@Command(name = "stop", description = "Let it go no further; what it has done stays done.")
final class StopCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", description = "What `grist bulk list` names.")
  private String id = "";

  StopCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var status = client.bulk().stop(id);
      if (session.isJson()) {
        session.print(status.document());
      } else {
        session.out().println(BulkText.line(status));
      }
    }
    return ExitCode.GOOD;
  }
}
