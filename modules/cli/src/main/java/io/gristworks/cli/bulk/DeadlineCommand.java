package io.gristworks.cli.bulk;

import io.gristworks.cli.control.DeadlineText;
import io.gristworks.cli.session.Session;
import io.gristworks.client.BulkRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code grist bulk deadline}: when what has no outcome is cancelled. */
@Command(
    name = "deadline",
    description = "Set the time at which what has no outcome yet is cancelled.")
final class DeadlineCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final BulkActionCommand wish = new BulkActionCommand();

  @Parameters(index = "0", paramLabel = "TIME", description = DeadlineText.SAID)
  private String time = "";

  DeadlineCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    return wish.grant(session, BulkRequest.setDeadline(DeadlineText.read(time)));
  }
}
