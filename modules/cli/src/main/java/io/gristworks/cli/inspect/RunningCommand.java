package io.gristworks.cli.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.terminal.Table;
import io.gristworks.cli.terminal.TextFormat;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code grist running}: the tasks that run now, and how far each says to be. */
@Command(name = "running", description = "List the tasks of a job that run now, with progress.")
public final class RunningCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final OneJob job = new OneJob();

  @Option(names = "--limit", paramLabel = "N", description = "At most so many. Default: 100.")
  private int limit = 100;

  /** The command within that session. */
  public RunningCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var document = client.running(job.find(client, session), limit);
      if (session.isJson()) {
        session.print(document);
      } else {
        print(document);
      }
    }
    return ExitCode.GOOD;
  }

  private void print(JsonNode document) {
    var table = new Table("TASK", "ATTEMPT", "DONE", "STEP", "NODE", "SINCE");
    for (var run : document.path("items")) {
      table.row(
          run.path("task").asText(),
          run.path("attempt").asText(),
          percent(run),
          run.path("step").asText("-"),
          run.path("node").asText(),
          TextFormat.second(run.path("since")));
    }
    table.print(session.out(), "nothing of it runs now");
  }

  private static String percent(JsonNode run) {
    return run.hasNonNull("percent")
        ? String.format(Locale.ROOT, "%.1f %%", run.path("percent").asDouble())
        : "-";
  }

  /** One of them in a line. */
  static String line(JsonNode run) {
    var step = run.hasNonNull("step") ? ": " + run.path("step").asText() : "";
    var done = run.hasNonNull("percent") ? " (" + percent(run) + ")" : "";
    return run.path("node").asText()
        + " since "
        + TextFormat.second(run.path("since"))
        + step
        + done;
  }
}
