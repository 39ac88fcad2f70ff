package io.gristworks.cli.bulk;

import io.gristworks.cli.session.CursorOption;
import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Paging;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.terminal.Table;
import io.gristworks.cli.terminal.TextFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code grist bulk list}: the latest first. */
@Command(name = "list", description = "List bulk operations, the latest first.")
final class ListCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final Paging paging = new Paging(20);

  ListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var page = client.bulk().list(paging.limit(), paging.cursor());
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
            TextFormat.count(item.path("matched").asLong()),
            TextFormat.count(item.path("done").asLong()),
            TextFormat.count(item.path("refused").asLong()),
            TextFormat.second(item.path("accepted_at")));
      }
      table.print(session.out(), "nothing yet; `grist bulk pause` makes one");
      CursorOption.tellMore(session, page);
    }
    return ExitCode.GOOD;
  }
}
