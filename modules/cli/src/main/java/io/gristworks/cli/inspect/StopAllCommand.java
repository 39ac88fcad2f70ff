package io.gristworks.cli.inspect;

import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.terminal.TextFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code grist stop-all}: the emergency stop. */
@Command(
    name = "stop-all",
    description = {
      "Stop everything, whoever's it is.",
      "",
      "From about a second later on nothing is begun; tasks that run end, and nothing is lost."
          + " Until `grist resume-all`, also if the cluster is started anew.",
      ""
    })
public final class StopAllCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "REASON",
      description = "For others who wonder.")
  private String reason = "";

  /** The command within that session. */
  public StopAllCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var status = client.stopAll(reason);
      if (session.isJson()) {
        session.print(status);
      } else {
        var stop = status.path("stop");
        session
            .out()
            .println(
                "stopped since "
                    + TextFormat.second(stop.path("since"))
                    + ": "
                    + stop.path("reason").asText());
        session.out().println("let everything go on: grist resume-all");
      }
    }
    return ExitCode.GOOD;
  }
}
