package io.gristworks.cli.rule;

import com.fasterxml.jackson.databind.JsonNode;
import io.gristworks.cli.session.ExitCode;
import io.gristworks.cli.session.Session;
import io.gristworks.cli.session.UsageError;
import io.gristworks.client.GristClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What all rules have in common: whose they are, their limits, and that they can be dropped. */
final class RuleOptions {
  private static final List<String> RULES =
      List.of("--weight", "--max-concurrent", "--per-second", "--max-pending");

  @Parameters(index = "0", paramLabel = "NAME", description = "Whose rule it is.")
  private String name = "";

  @Option(
      names = "--max-concurrent",
      paramLabel = "N",
      description = "The most of its tasks at once.")
  private int maxConcurrent;

  @Option(
      names = "--per-second",
      paramLabel = "N",
      description = "The most of its tasks handed out a second, such as 0.5.")
  private double perSecond;

  @Option(names = "--drop", description = "Drop the rule: what is configured holds again.")
  private boolean drop;

  @Spec(Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  /** A request that puts or drops a rule. */
  @FunctionalInterface
  interface Request {
    /** Sends it, and gives the rule that holds then. */
    JsonNode send(GristClient client) throws IOException, InterruptedException;
  }

  String name() {
    return name;
  }

  int maxConcurrent() {
    return maxConcurrent;
  }

  double perSecond() {
    return perSecond;
  }

  /** Puts the rule, or drops it where that was wished, and prints what holds then. */
  int carryOut(Session session, Request put, Request toDrop) throws Exception {
    if (drop == RULES.stream().anyMatch(spec.commandLine().getParseResult()::hasMatchedOption)) {
      throw new UsageError("say what holds, or --drop alone");
    }
    if (!(perSecond >= 0 && Double.isFinite(perSecond))) {
      throw new UsageError("--per-second must be a finite number from 0, was " + perSecond);
    }
    try (var client = session.client()) {
      var rule = (drop ? toDrop : put).send(client);
      if (session.isJson()) {
        session.print(rule);
      } else {
        session.out().println(spec.name() + " " + name + ": " + text(rule));
      }
    }
    return ExitCode.GOOD;
  }

  private static String text(JsonNode rule) {
    var words = new ArrayList<String>();
    if (rule.has("weight")) {
      words.add("weight " + rule.path("weight").asText());
    }
    if (rule.path("max_concurrent").asInt() > 0) {
      words.add("at most " + rule.path("max_concurrent").asText() + " tasks at once");
    }
    if (rule.path("per_second").asDouble() > 0) {
      words.add("at most " + rule.path("per_second").asText() + " tasks a second");
    }
    if (rule.path("max_pending").asLong() > 0) {
      words.add("at most " + rule.path("max_pending").asText() + " waiting tasks");
    }
    return words.isEmpty() ? "no limits" : String.join(", ", words);
  }
}
