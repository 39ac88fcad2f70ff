package io.gristworks.cli.schedule;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.terminal.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code grist schedule next}: when it is due, in its own zone and in UTC. */
@Command(name = "next", description = "Show when a schedule is due next.")
public final class NextCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "SCHEDULE", description = "Its name or its id.")
  private String schedule = "";

  @Option(names = "--count", paramLabel = "N", description = "So many times, to 100. Default: 10.")
  private int count = 10;

  NextCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var document = client.schedules().next(schedule, count);
      if (session.isJson()) {
        session.print(document);
        return ExitCode.GOOD;
      }
      var table = new Table("LOCAL (" + document.path("zone").asText() + ")", "UTC");
      for (var due : document.path("next")) {
        table.row(due.path("local").asText(), due.path("due_at").asText());
      }
      table.print(session.out(), "never due again");
      if (document.path("paused").asBoolean()) {
        session.out().println("it is paused: none of these comes until it is resumed");
      }
    }
    return ExitCode.GOOD;
  }
}
