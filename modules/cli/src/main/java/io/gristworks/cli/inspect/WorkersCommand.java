package io.gristworks.cli.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.terminal.Table;
import io.gristworks.cli.terminal.TextFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code grist workers}: the worker nodes as they see themselves. */
@Command(name = "workers", description = "List the worker nodes and what they do.")
public final class WorkersCommand implements Callable<Integer> {
  private final Session session;

  /** The command within that session. */
  public WorkersCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var document = client.workers();
      if (session.isJson()) {
        session.print(document);
        return ExitCode.GOOD;
      }
      var table =
          new Table(
              "NODE",
              "STATE",
              "BUSY",
              "WORKERS",
              "LEASES",
              "DONE",
              "UNREPORTED",
              "STOLEN",
              "MEMORY",
              "CPU",
              "SINCE",
              "TAKES LESS BECAUSE");
      for (var node : document.path("workers")) {
        table.row(
            node.path("name").asText(),
            state(node),
            node.path("busy_workers").asText("-"),
            node.path("workers").asText("-"),
            node.path("leases").asText("-"),
            TextFormat.count(node.path("tasks_done").asLong()),
            TextFormat.count(node.path("unreported_outcomes").asLong()),
            TextFormat.count(node.path("stolen").asLong()),
            percent(node.path("load").path("memory")),
            percent(node.path("load").path("cpu")),
            TextFormat.second(node.path("started_at")),
            text(node.path("load").path("takes_less")));
      }
      table.print(session.out(), "no worker node has joined");
    }
    return ExitCode.GOOD;
  }

  private static String state(JsonNode node) {
    long deaf = node.path("abandoned_threads").asLong();
    return standing(node) + (deaf > 0 ? ", " + TextFormat.count(deaf) + " deaf" : "");
  }

  private static String standing(JsonNode node) {
    if (node.path("draining").asBoolean()) {
      return "draining";
    }
    return text(node.path("load").path("takes_less")).equals("-") ? "ready" : "pressed";
  }

  private static String percent(JsonNode share) {
    return share.isNumber() ? Math.round(share.asDouble() * 100) + " %" : "-";
  }

  private static String text(JsonNode text) {
    return text.isTextual() ? text.asText() : "-";
  }
}
