package io.gristworks.cli.schedule;

import io.gristworks.cli.session.CursorOption;
import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Paging;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.terminal.Table;
import io.gristworks.cli.terminal.TextFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code grist schedule list}: by name. */
@Command(name = "list", description = "List schedules by name.")
public final class ListCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final Paging paging = new Paging(50);

  ListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var page = client.schedules().list(paging.limit(), paging.cursor());
      if (session.isJson()) {
        session.print(page);
        return ExitCode.GOOD;
      }
      var table = new Table("NAME", "CRON", "ZONE", "NEXT DUE", "OVERLAP", "MISSED", "LEFT OUT");
      for (var item : page.path("items")) {
        table.row(
            item.path("name").asText(),
            item.path("cron").asText(),
            item.path("zone").asText(),
            item.path("paused").asBoolean() ? "paused" : item.path("next_due").asText("never"),
            item.path("overlap").asText(),
            item.path("misfire").asText(),
            TextFormat.count(item.at("/skipped/count").asLong()));
      }
      table.print(session.out(), "nothing yet; `grist schedule create` makes some");
      CursorOption.tellMore(session, page);
    }
    return ExitCode.GOOD;
  }
}
