package io.gristworks.cli.bulk;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code grist bulk status}: without waiting it succeeds whenever there is a status to tell. */
@Command(name = "status", description = "Show how a bulk operation stands.")
final class StatusCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", description = "What `grist bulk list` names.")
  private String id = "";

  @Mixin private final WaitOptions waiting = new WaitOptions();

  StatusCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      if (waiting.waits()) {
        return new BulkFollower(session, client.bulk()).follow(id, waiting.timeout());
      }
      var status = client.bulk().status(id);
      if (session.isJson()) {
        session.print(status.document());
      } else {
        BulkText.print(status, session.out());
      }
    }
    return ExitCode.GOOD;
  }
}
