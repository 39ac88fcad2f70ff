package io.gristworks.cli.bulk;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.terminal.Table;
import io.gristworks.cli.terminal.Words;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code grist bulk list}: the latest first. */
@Command(name = "list", description = "List bulk operations, the latest first.")
final class ListCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many. Default: 20.")
  private int limit = 20;

  @Option(names = "--cursor", paramLabel = "CURSOR", description = "Go on where a list ended.")
  private @Nullable String cursor;

  ListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var page = client.bulk().list(limit, cursor);
      if (session.isJson()) {
        session.print(page);
        return ExitCode.GOOD;
      }
      var table = new Table("ID", "ACTION", "STATE", "MATCHED", "DONE", "REFUSED", "ACCEPTED");
      for (var item : page.path("items")) {
        table.row(
            item.path("id").asText(),
            item.path("action").asText(),
            item.path("state").asText(),
            Words.count(item.path("matched").asLong()),
            Words.count(item.path("done").asLong()),
            Words.count(item.path("refused").asLong()),
            item.path("accepted_at").asText());
      }
      table.print(session.out(), "nothing yet; `grist bulk pause` makes one");
      if (page.hasNonNull("next_cursor")) {
        session.out().println("more: --cursor " + page.path("next_cursor").asText());
      }
    }
    return ExitCode.GOOD;
  }
}
