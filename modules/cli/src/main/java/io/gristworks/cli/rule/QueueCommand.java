package io.gristworks.cli.rule;

import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code grist rules queue}: a queue's share beside other queues, and its limits. */
@Command(
    name = "queue",
    description = "Set a queue's share and limits; what is not named is as if never said.")
final class QueueCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private RuleOptions rule = new RuleOptions();

  @Option(
      names = "--weight",
      paramLabel = "N",
      defaultValue = "1",
      description = "Its share of the workers beside other queues, 1 to 1000; 1 if not named.")
  private int weight;

  QueueCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    return rule.carryOut(
        session,
        client ->
            client.rules().putQueue(rule.name(), weight, rule.maxConcurrent(), rule.perSecond()),
        client -> client.rules().dropQueue(rule.name()));
  }
}
