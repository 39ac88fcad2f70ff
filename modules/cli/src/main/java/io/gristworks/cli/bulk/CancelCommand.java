package io.gristworks.cli.bulk;

import io.gristworks.cli.control.CancelOptions;
import io.gristworks.cli.session.Session;
import io.gristworks.client.BulkRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code grist bulk cancel}: also where some have been cancelled before. */
@Command(name = "cancel", description = "Cancel them; what has its outcome keeps it.")
final class CancelCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final BulkActionCommand wish = new BulkActionCommand();

  @Mixin private final CancelOptions options = new CancelOptions();

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for people.")
  private String reason = "";

  CancelCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    var request = options.grace().map(BulkRequest::cancelGracefully).orElseGet(BulkRequest::cancel);
    return wish.grant(session, request.withReason(reason));
  }
}
