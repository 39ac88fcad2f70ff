package io.gristworks.cli.rule;

import com.fasterxml.jackson.databind.JsonNode;
import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.terminal.Table;
import io.gristworks.cli.terminal.TextFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code grist rules}: shows all rules; its subcommands change one. */
@Command(
    name = "rules",
    description = "Show shares and limits of queues, tenants and operations, or change one.")
public final class RulesCommand implements Callable<Integer> {
  private final Session session;

  private RulesCommand(Session session) {
    this.session = session;
  }

  /** The command with all that comes after it, within that session. */
  public static CommandLine in(Session session) {
    return new CommandLine(new RulesCommand(session))
        .addSubcommand(new QueueCommand(session))
        .addSubcommand(new TenantCommand(session))
        .addSubcommand(new OperationCommand(session));
  }

  @Override
  public Integer call() throws Exception {
    try (var client = session.client()) {
      var document = client.rules().list();
      if (session.isJson()) {
        session.print(document);
        return ExitCode.GOOD;
      }
      var table = new Table("FOR", "NAME", "WEIGHT", "AT ONCE", "A SECOND", "MAX PENDING");
      document.path("queues").forEach(each -> row(table, "queue", each.path("name"), each));
      document.path("tenants").forEach(each -> row(table, "tenant", each.path("tenant"), each));
      document.path("operations").forEach(each -> row(table, "operation", each.path("name"), each));
      table.print(session.out(), "no rules: all weights are 1, and nothing is limited");
    }
    return ExitCode.GOOD;
  }

  private static void row(Table table, String kind, JsonNode name, JsonNode rule) {
    double perSecond = rule.path("per_second").asDouble();
    table.row(
        kind,
        name.asText(),
        rule.path("weight").asText("-"),
        bound(rule.path("max_concurrent")),
        perSecond == 0 ? "-" : Double.toString(perSecond),
        bound(rule.path("max_pending")));
  }

  private static String bound(JsonNode bound) {
    return bound.asLong() == 0 ? "-" : TextFormat.count(bound.asLong());
  }
}
