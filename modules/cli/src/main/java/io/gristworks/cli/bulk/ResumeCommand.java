package io.gristworks.cli.bulk;

import io.gristworks.cli.session.Session;
import io.gristworks.client.BulkRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code grist bulk resume}: also where some are not paused. */
@Command(name = "resume", description = "Go on with those that are paused.")
final class ResumeCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final BulkActionCommand wish = new BulkActionCommand();

  ResumeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    return wish.grant(session, BulkRequest.resume());
  }
}
