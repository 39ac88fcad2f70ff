package io.gristworks.cli.bulk;

import io.gristworks.cli.control.Priority;
import io.gristworks.cli.session.Session;
import io.gristworks.client.BulkRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code grist bulk priority}: another share of the workers from now on. */
@Command(name = "priority", description = "Give them another share beside other work.")
final class PriorityCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final BulkActionCommand wish = new BulkActionCommand();

  @Parameters(index = "0", paramLabel = "low|normal|high|critical", description = Priority.SAID)
  private Priority priority = Priority.NORMAL;

  PriorityCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    return wish.grant(session, BulkRequest.setPriority(priority.toString()));
  }
}
