package io.gristworks.cli.bulk;

import io.gristworks.cli.session.Session;
import io.gristworks.client.BulkRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code grist bulk pause}: also where some are paused already. */
@Command(
    name = "pause",
    description = "Hand out nothing more of them; what runs goes on to its end.")
final class PauseCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final BulkActionCommand wish = new BulkActionCommand();

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for people.")
  private String reason = "";

  PauseCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    return wish.grant(session, BulkRequest.pause(reason));
  }
}
