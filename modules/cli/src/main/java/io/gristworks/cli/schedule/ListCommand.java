package io.gristworks.cli.schedule;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.terminal.Table;
import io.gristworks.cli.terminal.Words;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code grist schedule list}: by name. */
@Command(name = "list", description = "List schedules by name.")
public final class ListCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many. Default: 50.")
  private int limit = 50;

  @Option(names = "--cursor", paramLabel = "CURSOR", description = "Go on where a list ended.")
  private @Nullable String cursor;

  ListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var page = client.schedules().list(limit, cursor);
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
            Words.count(item.at("/skipped/count").asLong()));
      }
      table.print(session.out(), "nothing yet; `grist schedule create` makes some");
      if (page.hasNonNull("next_cursor")) {
        session.out().println("more: --cursor " + page.path("next_cursor").asText());
      }
    }
    return ExitCode.GOOD;
  }
}
