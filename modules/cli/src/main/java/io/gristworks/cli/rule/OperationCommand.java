package io.gristworks.cli.rule;

import io.gristworks.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code grist rules operation}: an operation's limits in the whole cluster. */
@Command(
    name = "operation",
    description = "Set an operation's limits; what is not named has no limit then.")
final class OperationCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private RuleOptions rule = new RuleOptions();

  OperationCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    return rule.carryOut(
        session,
        client -> client.rules().putOperation(rule.name(), rule.maxConcurrent(), rule.perSecond()),
        client -> client.rules().dropOperation(rule.name()));
  }
}
